import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEdition, newSigningPair } from '../support/edition.ts';
import type { GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let folder: string;
let supplier: GivenCompany;
let customer: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  folder = await mkdtemp(join(tmpdir(), 'warifu-verify-'));
  supplier = await world.given.company({ name: '電装株式会社' });
  customer = await world.given.company({ name: '自動車株式会社' });
});
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The compiled command line, as somebody years later would run it. @returns exit code and what it printed */
async function verify(bundle: string, ...more: string[]): Promise<{ code: number; said: string }> {
  const file = join(folder, `${randomBytes(4).toString('hex')}.json`);
  await writeFile(file, bundle);
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/apps/verifier/main.js', file, ...more], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
    });
  });
}

const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

test('a company signs one profile, a partner reads exactly its part, a stranger can check it', async () => {
  // The supplier writes, another person approves, the edition is signed and published.
  const { number } = await world.given.publishedEdition(supplier, {
    items: {
      'K1-01': {
        texts: {
          public: { ja: '方針を公開しています。' },
          summary: { ja: '毎年見直します。' },
          detail: { ja: '規程は七つあります。' },
        },
      },
    },
  });
  expect(number).toBe(1);
  const grant = await world.given.grant(supplier, customer, { items: { 'K1-01': 'summary', 'K2-01': 'detail' } });

  // The customer reads its part and nothing more.
  const read = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  expect(read.status).toBe(200);
  expect(read.text).toMatch(/毎年見直します/);
  expect(read.text).not.toMatch(/規程は七つ/);

  // The customer takes a bundle and checks it with the network off.
  const nonce = randomBytes(16).toString('base64url');
  const bundle = await customer.client.post(`/v1/grants/${grant}/bundles`, { nonce });
  expect(bundle.status).toBe(200);
  expect(bundle.headers.get('content-type')).toBe('application/vnd.warifu.bundle+json');
  const trust = join(folder, 'trust.json');
  await writeFile(trust, (await world.nobody.get('/trust.json')).text);
  const good = await verify(bundle.text, '--trust', trust, '--nonce', nonce, '--json');
  expect({ code: good.code, ...JSON.parse(good.said) }).toMatchObject({ code: 0, authentic: true });
  expect((await verify(bundle.text)).code).toBe(1); // without a trust file: consistent, signer not established
  expect((await verify(bundle.text, '--trust', trust, '--nonce', randomBytes(16).toString('base64url'))).code).toBe(1);

  // One flipped byte, anywhere, is refused.
  for (let at = 30; at < bundle.text.length; at += Math.ceil(bundle.text.length / 12)) {
    expect((await verify(flip(bundle.text, at), '--trust', trust)).code).toBe(1);
  }

  // A forger who signs with keys of their own, in the supplier's name, is refused.
  const pair = newSigningPair();
  const forged = makeEdition(
    { origin: world.origin, organizationId: supplier.id },
    { 'K1-01': [{ state: 'implemented' }] },
    pair,
  );
  const { code, said } = await verify(`${forged.jwt}~`, '--trust', trust, '--json');
  expect([code, JSON.parse(said).authentic]).toEqual([1, false]);

  // The supplier revokes; the very next read is refused, and the earlier ones stay on record for both.
  expect((await supplier.client.post(`/v1/grants/${grant}/revocation`, { reason: '契約終了' })).status).toBe(204);
  expect((await customer.client.get(`/v1/grants/${grant}/disclosure`)).status).toBe(404);
  expect((await customer.client.post(`/v1/grants/${grant}/bundles`, { nonce })).status).toBe(404);
  const kinds = async (company: GivenCompany, side: string) =>
    (await company.client.get(`/v1/access-records?side=${side}&grant=${grant}`)).body.items.map(
      (record: { kind: string }) => record.kind,
    );
  expect(await kinds(supplier, 'given')).toEqual(['bundle', 'view']);
  expect(await kinds(customer, 'received')).toEqual(['bundle', 'view']);
});

test('a reader sees what changed since the edition they have read, within their grant', async () => {
  const discloser = await world.given.company();
  const said = (summary: string, detail: string) => ({
    items: { 'K1-01': { texts: { public: { ja: '公開文' }, summary: { ja: summary }, detail: { ja: detail } } } },
  });
  await world.given.publishedEdition(discloser, said('年一回の見直し', '詳細の一'));
  const grant = await world.given.grant(discloser, customer, { items: { 'K1-01': 'summary' } });
  await customer.client.get(`/v1/grants/${grant}/disclosure`);
  await world.given.publishedEdition(discloser, said('半年ごとの見直し', '詳細の二'));

  const changes = await customer.client.get(`/v1/grants/${grant}/changes?since=1`);
  expect(changes.body).toEqual({
    since: 1,
    edition: 2,
    changes: [
      {
        item: 'K1-01',
        level: 'l2',
        field: 'text.ja',
        change: 'changed',
        before: '年一回の見直し',
        after: '半年ごとの見直し',
      },
    ],
  });
  expect(changes.text).not.toMatch(/詳細/);
  expect((await customer.client.get(`/v1/grants/${grant}/changes?since=7`)).status).toBe(404);
});
