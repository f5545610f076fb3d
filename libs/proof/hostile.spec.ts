import {
  DAY,
  jws,
  type GivenKey,
  key,
  NONCE,
  NOW,
  ports,
  READER,
  scope,
  trustOf,
  world,
  bind,
  ISSUER,
} from '../../test/vectors/given.ts';
import { nodeCrypto } from './crypto-node.ts';
import { cutPresentation, encodeBase64url, prepareKeyBinding, verifyBundle, verifySdJwt } from './index.ts';

/*
 * Tokens that lie, each with a valid issuer signature, so that nothing but the rule in question stands in the way. The
 * first block is the table of signing traps: what a widely used library let through. Every line must be refused, by RFC
 * 9901 alone and (where the profile can express it at all) by our profile, on both crypto ports.
 */

const given = world();
const issuer = given.signer;
const digest = nodeCrypto.sha256;
const cover = (...parts: unknown[]) => encodeBase64url(JSON.stringify(parts));
const salt = (n: number) => encodeBase64url(new Uint8Array(16).fill(n));
const decode = (segment: string | undefined) => JSON.parse(Buffer.from(segment ?? '', 'base64url').toString());

/** A signed token from any payload and disclosures. */
const token = (payload: object | string, disclosures: string[] = [], header: object = {}, by: GivenKey = issuer) =>
  `${[jws(by, { alg: by.alg, typ: 'example+sd-jwt', ...header }, payload), ...disclosures].join('~')}~`;

const holder = key();
const bound = (cut: string, claims: object, header: object = {}, by = holder) =>
  cut +
  jws(
    by,
    { alg: 'ES256', typ: 'kb+jwt', ...header },
    { iat: NOW, aud: READER, nonce: NONCE, sd_hash: digest(cut), ...claims },
  );

const base = { iss: 'https://issuer.example', iat: NOW - DAY, exp: NOW + DAY };
const one = cover(salt(1), 'colour', 'red');
const two = cover(salt(2), 'colour', 'blue');
const element = cover(salt(3), 'DE');
const withHolder = { ...base, cnf: { jwk: holder.jwk }, _sd: [digest(one)] };
const cut = token(withHolder, [one]);

type Case = [name: string, code: string, token: string, expected?: { audience?: string; nonce?: string }];

const table: Case[] = [
  [
    'extra disclosure nobody references',
    'disclosure-unreferenced',
    token({ ...base, _sd: [digest(one)] }, [one, element]),
  ],
  [
    'same digest twice in the payload',
    'digest-repeated',
    token({ ...base, a: { _sd: [digest(one)] }, _sd: [digest(one)] }, [one]),
  ],
  ['same digest twice, withheld', 'digest-repeated', token({ ...base, a: { _sd: [digest(one)] }, _sd: [digest(one)] })],
  [
    'disclosed claim replaces a clear claim of the same name',
    'name-taken',
    token({ ...base, colour: 'green', _sd: [digest(one)] }, [one]),
  ],
  [
    'two disclosures with the same name at one level',
    'name-taken',
    token({ ...base, _sd: [digest(one), digest(two)] }, [one, two]),
  ],
  [
    'disclosure named _sd',
    'name-reserved',
    token({ ...base, _sd: [digest(cover(salt(4), '_sd', []))] }, [cover(salt(4), '_sd', [])]),
  ],
  [
    'disclosure named ...',
    'name-reserved',
    token({ ...base, _sd: [digest(cover(salt(4), '...', 1))] }, [cover(salt(4), '...', 1)]),
  ],
  ['same disclosure sent twice', 'disclosure-repeated', token({ ...base, _sd: [digest(one)] }, [one, one])],
  ['alg none', 'algorithm-refused', token(base, [], { alg: 'none' })],
  [
    'alg none, signature left out',
    'algorithm-refused',
    `${token(base, [], { alg: 'none' }).split('.').slice(0, 2).join('.')}.~`,
  ],
  [
    'array element with a three-part disclosure',
    'disclosure-malformed',
    token({ ...base, list: [{ '...': digest(one) }] }, [one]),
  ],
  [
    'object member with a two-part disclosure',
    'disclosure-malformed',
    token({ ...base, _sd: [digest(element)] }, [element]),
  ],
  ['truncated hash name as _sd_alg', 'hash-unsupported', token({ ...base, _sd_alg: 'sha-256-32' })],
  ['another hash as _sd_alg', 'hash-unsupported', token({ ...base, _sd_alg: 'sha-512' })],
  ['bare JWT without a tilde', 'malformed', token(base).slice(0, -1)],
  [
    'expired exp inside a disclosure',
    'expired',
    (() => {
      const hidden = cover(salt(5), 'exp', NOW - 1);
      return token({ iss: base.iss, _sd: [digest(hidden)] }, [hidden]);
    })(),
  ],
  ['exp as a string', 'claim-invalid', token({ ...base, exp: String(NOW + DAY) })],
  ['key binding with a broken signature, caller gave no nonce', 'signature-invalid', bound(cut, {}, {}, key())],
  [
    'key binding for another audience, years old, right nonce',
    'audience-mismatch',
    bound(cut, { aud: 'https://other.example', iat: NOW - 3000 * DAY }),
    { audience: READER, nonce: NONCE },
  ],
];

const more: Case[] = [
  ['expired to the second', 'expired', token({ ...base, exp: NOW })],
  ['not yet valid', 'not-yet-valid', token({ ...base, nbf: NOW + 1 })],
  ['_sd_alg below the root', 'name-reserved', token({ ...base, a: { _sd_alg: 'sha-256' } })],
  ['three dots outside an array', 'name-reserved', token({ ...base, a: { '...': digest(one) } })],
  [
    'placeholder with a second member',
    'placeholder-malformed',
    token({ ...base, list: [{ '...': digest(element), x: 1 }] }, [element]),
  ],
  ['_sd that is not an array', 'placeholder-malformed', token({ ...base, _sd: digest(one) }, [one])],
  ['digest that is not text', 'placeholder-malformed', token({ ...base, _sd: [1] })],
  [
    'disclosure named __proto__',
    'name-reserved',
    token({ ...base, _sd: [digest(cover(salt(6), '__proto__', {}))] }, [cover(salt(6), '__proto__', {})]),
  ],
  ['__proto__ in the payload', 'json', token('{"iss":"https://issuer.example","__proto__":{"admin":true}}')],
  ['a name twice in the payload', 'json', token('{"iss":"https://issuer.example","iss":"https://other.example"}')],
  [
    'a name twice in a disclosure',
    'json',
    (() => {
      const twice = encodeBase64url(`["${salt(7)}","a",{"b":1,"b":2}]`);
      return token({ ...base, _sd: [digest(twice)] }, [twice]);
    })(),
  ],
  [
    'a salt that is not text',
    'disclosure-malformed',
    token({ ...base, _sd: [digest(cover(1, 'a', 1))] }, [cover(1, 'a', 1)]),
  ],
  [
    'a disclosure of four parts',
    'disclosure-malformed',
    token({ ...base, _sd: [digest(cover('s', 'a', 1, 2))] }, [cover('s', 'a', 1, 2)]),
  ],
  ['an empty disclosure', 'json', `${token(base)}~`],
  ['padding in the signature', 'base64url', token(base).replace('~', '=~')],
  ['a space inside the payload segment', 'base64url', token(base).replace('.', '. ')],
  ['a line break at the end', 'key-binding-invalid', `${token(base)}\n`],
  ['four segments', 'malformed', token(base).replace('~', '.AA~')],
  ['crit in the header', 'header-refused', token(base, [], { crit: ['exp'] })],
  ['b64 in the header', 'header-refused', token(base, [], { b64: true })],
  ['alg of another family', 'algorithm-refused', token(base, [], { alg: 'HS256' })],
  ['alg of another key type', 'algorithm-refused', token(base, [], { alg: 'EdDSA' })],
  ['alg in another case', 'algorithm-refused', token(base, [], { alg: 'es256' })],
  ['another key id', 'key-unknown', token(base, [], { kid: 'other' })],
  ['another key', 'signature-invalid', token(base, [], {}, key())],
  [
    'its own key in the header',
    'signature-invalid',
    (() => {
      const own = key();
      return token(base, [], { jwk: own.jwk }, own);
    })(),
  ],
  ['a key binding without a key in cnf', 'key-binding-invalid', bound(token(base), {})],
  [
    'a key of its own in a disclosed cnf',
    'key-binding-invalid',
    (() => {
      const hidden = cover(salt(8), 'cnf', { jwk: holder.jwk });
      return bound(token({ ...base, _sd: [digest(hidden)] }, [hidden]), {});
    })(),
  ],
  ['a key binding for fewer disclosures', 'key-binding-invalid', bound(cut, { sd_hash: digest(token(withHolder)) })],
  ['a key binding of another typ', 'wrong-type', bound(cut, {}, { typ: 'JWT' })],
  ['a key binding with two audiences', 'key-binding-invalid', bound(cut, { aud: [READER] })],
  ['a key binding without iat', 'key-binding-invalid', bound(cut, { iat: undefined })],
  ['no key binding though an audience is asked for', 'key-binding-missing', cut, { audience: READER }],
  ['another nonce', 'nonce-mismatch', bound(cut, {}), { nonce: 'other' }],
  [
    '2,001 disclosures',
    'too-large',
    token(
      base,
      Array.from({ length: 2001 }, () => one),
    ),
  ],
  ['a disclosure over 64 KiB', 'too-large', token(base, [cover(salt(9), 'a', 'x'.repeat(65_536))])],
  ['a token over 1 MiB', 'too-large', token({ ...base, x: 'x'.repeat(800_000) })],
  [
    'disclosures nested without end',
    'too-large',
    (() => {
      const nested = [cover('0', 'a', 1)];
      while (nested.length < 200)
        nested.unshift(cover(String(nested.length), 'a', { _sd: [digest(nested[0] as string)] }));
      return token({ ...base, _sd: [digest(nested[0] as string)] }, nested);
    })(),
  ],
];

describe.each(ports)('by RFC 9901 alone, on %s', (_, crypto) => {
  const expected = (more = {}) => ({ keys: [{ kid: issuer.kid, jwk: issuer.jwk }], now: NOW, ...more });

  it('the honest versions pass, so that the refusals mean something', async () => {
    const honest = await verifySdJwt(bound(cut, {}), expected({ audience: READER, nonce: NONCE }), crypto);
    expect(honest.payload).toEqual({ ...base, cnf: { jwk: holder.jwk }, colour: 'red' });
    const list = token({ ...base, share: 0.5, list: ['a', { '...': digest(element) }, { '...': digest(two) }] }, [
      element,
    ]);
    expect((await verifySdJwt(list, expected(), crypto)).payload['list']).toEqual(['a', 'DE']);
    const old = bound(cut, { iat: NOW - 3000 * DAY });
    expect((await verifySdJwt(old, expected({ nonce: NONCE }), crypto)).keyBinding?.issuedAt).toBe(NOW - 3000 * DAY);
  });

  it('understands the older name EdDSA in others’ tokens', async () => {
    const signer = key('Ed25519');
    const old = token(base, [], { alg: 'EdDSA' }, signer);
    await expect(verifySdJwt(old, { keys: [{ jwk: signer.jwk }], now: NOW }, crypto)).resolves.toBeDefined();
  });

  for (const [name, code, hostile, options] of [...table, ...more]) {
    it(`refused: ${name}`, async () => {
      await expect(verifySdJwt(hostile, expected(options), crypto)).rejects.toMatchObject({ code });
    });
  }
});

/** A valid edition, changed and signed again by its own company. */
const [header, payload] = given.edition.jwt.split('.').slice(0, 2).map(decode);
const cutHere = cutPresentation(given.edition, scope({ 'K1-01': 2 }));
const [, ...disclosures] = cutHere.slice(0, -1).split('~') as [string, ...string[]];
const resigned = (change: object, list = disclosures, head: object = {}) =>
  `${[jws(issuer, { ...header, ...head }, { ...payload, ...change }), ...list].join('~')}~`;
const wf = (change: object) => resigned({ wf: { ...payload.wf, ...change } });
const node = (value: object, name = 'n') => cover(salt(20), name, value);
const levelOf = (name: string, value: object = { a: 1 }, n = 30) => cover(salt(n), name, value);
const fourWith = (digests: string[]) => [...digests, ...[1, 2, 3, 4].map((n) => digest(`x${n}`))].slice(0, 4);
/** An edition whose first item is opened by these disclosures, the first of them its node. */
const opening = (...list: string[]) =>
  resigned({ items: { ...payload.items, 'K1-01': { _sd: [digest(list[0] as string)] } } }, list);
const levels = (...list: string[]) => opening(node({ _sd: fourWith(list.map((each) => digest(each))) }), ...list);

const profile: Case[] = [
  ['extra disclosure nobody references', 'disclosure-unreferenced', resigned({}, [...disclosures, levelOf('l3')])],
  [
    'same digest twice in the payload',
    'digest-repeated',
    resigned({ items: { ...payload.items, 'K1-02': payload.items['K1-01'] } }),
  ],
  [
    'disclosed claim replaces a clear claim of the same name',
    'name-taken',
    resigned({ _sd: [digest(cover(salt(21), 'iss', { ja: 'x' }))] }, [cover(salt(21), 'iss', { ja: 'x' })]),
  ],
  ['two disclosures with the same name at one level', 'name-taken', levels(levelOf('l1'), levelOf('l1', { a: 2 }, 31))],
  ['disclosure named _sd', 'name-reserved', levels(levelOf('_sd'))],
  ['same disclosure sent twice', 'disclosure-repeated', resigned({}, [...disclosures, disclosures[0] as string])],
  ['alg none', 'algorithm-refused', resigned({}, disclosures, { alg: 'none' })],
  [
    'array element with a three-part disclosure',
    'disclosure-malformed',
    resigned({ items_x: [{ '...': digest(levelOf('l1')) }, ...payload.items_x.slice(1)] }, [levelOf('l1')]),
  ],
  [
    'object member with a two-part disclosure',
    'disclosure-malformed',
    (() => {
      const two = cover(salt(22), { id: 'own-1', title: { ja: 'x' }, _sd: fourWith([]) });
      return opening(two);
    })(),
  ],
  ['truncated hash name as _sd_alg', 'hash-unsupported', resigned({ _sd_alg: 'sha-256-32' })],
  ['bare JWT without a tilde', 'malformed', given.edition.jwt],
  [
    'expired exp inside a disclosure',
    'claim-missing',
    (() => {
      const hidden = cover(salt(23), 'exp', NOW - 1);
      return resigned({ exp: undefined, _sd: [digest(hidden)] }, [hidden]);
    })(),
  ],
  ['exp as a string', 'claim-invalid', resigned({ exp: String(NOW + DAY) })],
  [
    'key binding with a broken signature, caller gave no nonce',
    'signature-invalid',
    bound(cutHere, { iat: NOW }, {}, key()),
  ],
  [
    'key binding for another audience, years old, right nonce',
    'audience-mismatch',
    bind(given, cutHere, { audience: 'https://other.example', issuedAt: NOW - 3000 * DAY }),
    { audience: READER, nonce: NONCE },
  ],
  ['a key binding older than the edition', 'key-binding-invalid', bind(given, cutHere, { issuedAt: NOW - 3000 * DAY })],
  [
    'a key binding with an extra claim',
    'key-binding-invalid',
    cutHere +
      jws(
        given.presentation,
        { alg: 'ES256', typ: 'kb+jwt' },
        { iat: NOW, aud: READER, nonce: NONCE, sd_hash: digest(cutHere), scope: 'all' },
      ),
  ],
  [
    'a key binding with a key in its header',
    'header-refused',
    cutHere +
      jws(
        given.presentation,
        { alg: 'ES256', typ: 'kb+jwt', jwk: {} },
        { iat: NOW, aud: READER, nonce: NONCE, sd_hash: digest(cutHere) },
      ),
  ],
  ['another typ', 'wrong-type', resigned({}, disclosures, { typ: 'JWT' })],
  ['jku in the header', 'header-refused', resigned({}, disclosures, { jku: 'https://evil.example/jwks' })],
  ['jwk in the header', 'header-refused', resigned({}, disclosures, { jwk: issuer.jwk })],
  ['x5u in the header', 'header-refused', resigned({}, disclosures, { x5u: 'https://evil.example' })],
  ['crit in the header', 'header-refused', resigned({}, disclosures, { crit: [] })],
  ['no kid', 'header-refused', resigned({}, disclosures, { kid: undefined })],
  ['a kid of another company', 'key-unknown', resigned({}, disclosures, { kid: key().kid })],
  ['an issuer the trust file does not know', 'issuer-unknown', resigned({ iss: `${ISSUER}x` })],
  ['another kind of credential', 'claim-invalid', resigned({ vct: 'urn:warifu:vct:profile-edition:2' })],
  ['no cnf', 'claim-missing', resigned({ cnf: undefined })],
  ['a private key in cnf', 'claim-unknown', resigned({ cnf: { jwk: { ...payload.cnf.jwk, d: 'x' } } })],
  ['an unknown claim', 'claim-unknown', resigned({ sub: 'x' })],
  ['no approval', 'claim-missing', wf({ approval: undefined })],
  ['edition 0', 'claim-invalid', wf({ ver: 0 })],
  ['edition 2 without the hash of edition 1', 'claim-invalid', wf({ ver: 2 })],
  ['an anchor, before there is a log', 'claim-unknown', wf({ anchor: {} })],
  ['times with fractions', 'json', resigned({ iat: NOW - DAY - 0.5 })],
  ['valid for 401 days', 'claim-invalid', resigned({ iat: NOW, exp: NOW + 401 * DAY })],
  [
    'a clear answer beside the hidden one',
    'claim-unknown',
    resigned({ items: { ...payload.items, 'K1-02': { ...payload.items['K1-02'], n: {} } } }),
  ],
  ['seven decoys', 'claim-invalid', resigned({ items_x: payload.items_x.slice(1) })],
  ['a second root digest', 'placeholder-malformed', resigned({ _sd: [...payload._sd, digest('x')] })],
  [
    'a root disclosure of another name',
    'claim-unknown',
    resigned({ _sd: [digest(cover(salt(24), 'sub', { ja: 'x' }))] }, [cover(salt(24), 'sub', { ja: 'x' })]),
  ],
  ['a node with three levels', 'placeholder-malformed', opening(node({ _sd: fourWith([]).slice(1) }))],
  ['a node with a clear answer', 'claim-unknown', opening(node({ _sd: fourWith([]), l1: { a: 1 } }))],
  ['a node by another name', 'claim-unknown', opening(node({ a: 1 }, 'm'))],
  ['a fifth level', 'claim-unknown', levels(levelOf('l1'), levelOf('l5', { a: 1 }, 31))],
  ['level 2 without level 1', 'levels-not-cumulative', levels(levelOf('l2'))],
  ['a level that hides more', 'name-reserved', levels(levelOf('l1', { a: { _sd: [digest('x')] } }))],
  ['a level that is stated and not stated', 'claim-invalid', levels(levelOf('l1', { notStated: true, text: 'x' }))],
  ['a float in a level', 'json', levels(levelOf('l1', { share: 0.5 }))],
  [
    'a salt of 120 bits',
    'disclosure-malformed',
    opening(cover(encodeBase64url(new Uint8Array(15)), 'n', { _sd: fourWith([]) })),
  ],
  ['a salt used twice', 'disclosure-malformed', levels(levelOf('l1', { a: 1 }, 30), levelOf('l2', { a: 1 }, 30))],
];

describe.each(ports)('by our profile, on %s', (_, crypto) => {
  const verdict = async (presentation: string, options = {}) =>
    verifyBundle(Buffer.from(presentation), { trust: await trustOf(given), now: NOW, ...options }, crypto);

  it('the honest versions pass, so that the refusals mean something', async () => {
    expect(await verdict(resigned({}))).toMatchObject({ authentic: true, current: true, reasons: ['genuine'] });
    expect(await verdict(levels(levelOf('l1'), levelOf('l2', { a: 1 }, 31)))).toMatchObject({ authentic: true });
    expect(await verdict(bind(given, cutHere), { audience: READER, nonce: NONCE })).toMatchObject({ current: true });
  });

  for (const [name, code, hostile, options] of profile) {
    it(`refused: ${name}`, async () => {
      expect(await verdict(hostile, options)).toMatchObject({ authentic: false, current: false, reasons: [code] });
    });
  }
});

it('a key binding prepared here has the four claims RFC 9901 knows and no more', () => {
  const input = prepareKeyBinding(cutHere, { audience: READER, nonce: NONCE, issuedAt: NOW }, digest);
  const [head, body] = input.split('.').map(decode);
  expect(head).toEqual({ alg: 'ES256', typ: 'kb+jwt' });
  expect(body).toEqual({ iat: NOW, aud: READER, nonce: NONCE, sd_hash: digest(cutHere) });
});
