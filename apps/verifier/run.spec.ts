import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutPresentation, trustFileText } from '#proof';
import { bind, bundle, DAY, jws, key, NONCE, NOW, READER, scope, trustText, world } from '../../test/vectors/given.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'warifu-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function verify(...args: string[]) {
  const said = { out: '', error: '' };
  const io = {
    out: (text: string) => void (said.out += `${text}\n`),
    error: (text: string) => void (said.error += `${text}\n`),
    locale: 'ja_JP.UTF-8',
  };
  return { code: await run(args, io), ...said };
}

const given = world();
const file = bundle(given);
const good = put('bundle.json', file);
const trust = put('trust.json', trustFileText(trustText(given)));
const at = ['--at', String(NOW)];

describe('warifu-verify', () => {
  it('says genuine, by whom, for whom and what is missing, and ends with 0', async () => {
    const { code, out } = await verify(good, '--trust', trust, ...at, '--audience', READER, '--nonce', NONCE);
    expect(code).toBe(0);
    for (const words of [
      '[本物]',
      'ミズスマシ電装株式会社',
      '取引先による確認',
      '取引所で保管',
      '導線 みお',
      '第1版',
      '非開示: 3',
    ])
      expect(out).toContain(words);
    expect(out).toContain('公開記録簿には未登録です');
    expect(out).toContain('運営者がこの会社に代わって署名できる');
  });

  it('says the same in English', async () => {
    const { code, out } = await verify(good, '--trust', trust, '--lang', 'en', ...at);
    expect(code).toBe(0);
    expect(out).toContain('[GENUINE] Genuine and in force.');
    expect(out).toContain('Mizusumashi Denso-Parts');
    expect(out).toContain('Not logged, status unknown beyond this file');
    expect(out).toContain('its operator is able to sign');
    expect(out).not.toMatch(/withheld: 0/);
  });

  it('gives machines the verdict as JSON', async () => {
    const { code, out } = await verify(good, '--trust', trust, '--json', ...at);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      authentic: true,
      current: true,
      reasons: ['genuine'],
      notes: ['not-logged', 'operator-could-sign'],
    });
  });

  it('ends with 1 without a trust file: consistent, signer not established', async () => {
    const { code, out } = await verify(good, '--lang', 'en', ...at);
    expect(code).toBe(1);
    expect(out).toContain('Consistent, but the signer is not established');
  });

  it('ends with 1 for one flipped byte, a forgery with its own keys, an expired edition, another reader', async () => {
    const flipped = put('flipped.json', file.replace('~W', '~X'));
    const forged = put('forged.json', bundle(world()));
    expect(await verify(flipped, '--trust', trust, ...at)).toMatchObject({ code: 1 });
    expect(await verify(forged, '--trust', trust, ...at)).toMatchObject({ code: 1 });
    const expired = await verify(good, '--trust', trust, '--at', String(NOW + 355 * DAY));
    expect(expired.code).toBe(1);
    expect(expired.out).toContain('有効期限が切れています');
    expect(await verify(good, '--trust', trust, ...at, '--audience', 'https://other.example')).toMatchObject({
      code: 1,
    });
    expect(await verify(put('torn.json', file.slice(0, -20)), '--trust', trust, ...at)).toMatchObject({ code: 1 });
  });

  it('checks a presentation by itself', async () => {
    const bare = put('presentation.txt', `${bind(given, cutPresentation(given.edition, scope({ 'K1-01': 1 })))}\n`);
    expect(await verify(bare, '--trust', trust, ...at)).toMatchObject({ code: 0 });
  });

  it('takes a date as its beginning in Japan, and a time only with its zone', async () => {
    const day = await verify(good, '--trust', trust, '--json', '--at', '2027-06-16');
    expect(JSON.parse(day.out).asOf).toBe('2027-06-15T15:00:00Z');
    expect(await verify(good, '--at', '2027-06-16T00:00:00')).toMatchObject({ code: 2 });
  });

  it.each([
    ['a file that is not there', () => [join(folder, 'nothing')]],
    ['an empty file', () => [put('empty', '')]],
    ['a picture', () => [put('picture.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]))]],
    ['somebody else’s JSON', () => [put('other.json', '{"name":"x"}')]],
    ['a trust file that is none', () => [good, '--trust', put('none.json', '{}')]],
    [
      'a trust file that was altered',
      () => [good, '--trust', put('altered.json', trustText(given).replace(/.{5}$/, 'AAAAA'))],
    ],
    ['no file at all', () => []],
    ['an unknown option', () => [good, '--online']],
    ['an unknown language', () => [good, '--lang', 'fr']],
  ])('ends with 2 for %s', async (_, args) => {
    expect(await verify(...args())).toMatchObject({ code: 2 });
  });

  it('lets no text from a file steer the terminal', async () => {
    const sly = world({ approval: { ...given.input.approval, name: { ja: '\u001b[2J\u202e悪' } } });
    const path = put('sly.json', bundle(sly));
    const { out } = await verify(path, '--trust', put('sly-trust.json', trustText(sly)), ...at);
    expect(out).toContain('\ufffd[2J\ufffd悪');
    expect(out).not.toContain('\u001b');
  });
});

describe('warifu-verify sd-jwt', () => {
  const issuer = key();
  const holder = key('Ed25519');
  const jwk = put('key.json', JSON.stringify({ ...issuer.jwk, alg: 'ES256' }));
  const payload = { share: 0.5, iat: 1, cnf: { jwk: holder.jwk } };
  const token = `${jws(issuer, { alg: 'ES256', typ: 'anything' }, payload)}~`;
  const sdHash = { sd_hash: hash('sha256', token, 'base64url') };
  const kb = jws(holder, { alg: 'Ed25519', typ: 'kb+jwt' }, { iat: 1, aud: 'A', nonce: 'N', ...sdHash });

  it('knows nothing of our profile: any typ, floats, old iat', async () => {
    const { code, out } = await verify('sd-jwt', '--key', jwk, '--json', put('t1', `${token}\n`));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(payload);
  });

  it('checks a key binding that is present, and the audience and nonce it is asked for', async () => {
    const bound = put('t2', token + kb);
    expect(await verify('sd-jwt', '--key', jwk, bound)).toMatchObject({ code: 0 });
    expect(await verify('sd-jwt', '--key', jwk, '--aud', 'A', '--nonce', 'N', bound)).toMatchObject({ code: 0 });
    expect(await verify('sd-jwt', '--key', jwk, '--aud', 'B', bound)).toMatchObject({ code: 1 });
    expect(await verify('sd-jwt', '--key', jwk, '--nonce', 'M', bound)).toMatchObject({ code: 1 });
    expect(await verify('sd-jwt', '--key', jwk, '--nonce', 'N', put('t1', token))).toMatchObject({ code: 1 });
    expect(await verify('sd-jwt', '--key', jwk, put('t3', `${token}${kb.slice(0, -4)}AAAA`))).toMatchObject({
      code: 1,
    });
  });

  it('takes a key set, and picks from it by kid', async () => {
    const other = key();
    const set = put(
      'jwks.json',
      JSON.stringify({
        keys: [
          { kty: 'RSA', n: 'x', e: 'AQAB' },
          { ...other.jwk, kid: 'a' },
          { ...issuer.jwk, kid: 'b' },
        ],
      }),
    );
    const named = (kid: string) => put(`t-${kid}`, `${jws(issuer, { alg: 'ES256', kid }, {})}~`);
    expect(await verify('sd-jwt', '--key', set, put('t1', token))).toMatchObject({ code: 0 });
    expect(await verify('sd-jwt', '--key', set, named('b'))).toMatchObject({ code: 0 });
    expect(await verify('sd-jwt', '--key', set, named('a'))).toMatchObject({ code: 1 });
    expect(await verify('sd-jwt', '--key', set, named('c'))).toMatchObject({ code: 1 });
  });

  it('reads JSON serialisation, flattened and with one signature', async () => {
    const [head, body, signature] = token.slice(0, -1).split('.');
    const flat = { payload: body, protected: head, signature, header: { disclosures: [], kb_jwt: kb } };
    const general = { payload: body, signatures: [{ protected: head, signature, header: { disclosures: [] } }] };
    expect(await verify('sd-jwt', '--key', jwk, '--aud', 'A', put('flat.json', JSON.stringify(flat)))).toMatchObject({
      code: 0,
    });
    expect(await verify('sd-jwt', '--key', jwk, put('general.json', JSON.stringify(general)))).toMatchObject({
      code: 0,
    });
    const twice = { ...general, signatures: [...general.signatures, ...general.signatures] };
    expect(await verify('sd-jwt', '--key', jwk, put('twice.json', JSON.stringify(twice)))).toMatchObject({ code: 1 });
    const sly = { ...flat, header: { disclosures: ['a~b'] } };
    expect(await verify('sd-jwt', '--key', jwk, put('sly.json', JSON.stringify(sly)))).toMatchObject({ code: 1 });
  });

  it('says why not', async () => {
    const { code, out } = await verify('sd-jwt', '--key', jwk, '--lang', 'en', put('t4', token.slice(0, -1)));
    expect(code).toBe(1);
    expect(out).toContain('[NOT VALID]');
    const asJson = await verify('sd-jwt', '--key', jwk, '--json', put('t4', token.slice(0, -1)));
    expect(JSON.parse(asJson.out)).toEqual({ verified: false, reason: 'malformed', detail: expect.any(String) });
  });

  it.each([
    ['no key', () => ['sd-jwt', put('t1', token)]],
    ['a key file that is not JSON', () => ['sd-jwt', '--key', put('k1', 'x'), put('t1', token)]],
    [
      'only keys it cannot use',
      () => ['sd-jwt', '--key', put('k2', '{"kty":"RSA","n":"x","e":"AQAB"}'), put('t1', token)],
    ],
    ['a text without a token', () => ['sd-jwt', '--key', jwk, put('t5', 'hello')]],
    ['a token that is not there', () => ['sd-jwt', '--key', jwk, join(folder, 'nothing')]],
  ])('ends with 2 for %s', async (_, args) => {
    expect(await verify(...args())).toMatchObject({ code: 2 });
  });
});
