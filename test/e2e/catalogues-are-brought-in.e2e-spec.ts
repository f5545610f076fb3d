import { existsSync, readFileSync } from 'node:fs';
import type { GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';
import { testDataPath } from '../test-data.ts';

let world: World;
let company: GivenCompany;
let other: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  company = await world.given.company();
  other = await world.given.company();
});
afterAll(() => world?.close());

/** A small catalogue in OSCAL's form: one control in force, one withdrawn. */
const oscal = (title: string, more = '') =>
  JSON.stringify({
    catalog: {
      uuid: '5d1a7a3e-3f3b-4c5e-9a57-1f3f6f6f0001',
      metadata: { title, version: '1.0', 'oscal-version': '1.1.2', 'last-modified': '2026-01-01T00:00:00Z' },
      groups: [
        {
          id: 'g1',
          title: 'Group',
          controls: [
            { id: 'c-1', title: 'Kept', parts: [{ name: 'statement', prose: `Do this.${more}` }] },
            { id: 'c-2', title: 'Gone', props: [{ name: 'status', value: 'withdrawn' }] },
          ],
        },
      ],
    },
  });

test('our own catalogue is there whole, and what is not ours is not', async () => {
  const { items } = (await company.client.get('/v1/catalogues')).body;
  expect(items).toMatchObject([{ id: 'sd-core', edition: '1', items: 45 }]);
  const whole = (await company.client.get('/v1/catalogues/sd-core/1')).body;
  expect(whole.items).toHaveLength(45);
  expect(whole.digest).toBe(items[0].digest);
  expect((await company.client.get('/v1/catalogues/sd-core/2')).status).toBe(404);
  expect((await company.client.get('/v1/catalogues/other/1')).status).toBe(404);
  expect((await world.nobody.get('/v1/catalogues/sd-core/1')).status).toBe(401);
});

test('a catalogue in OSCAL is brought in once, with what is withdrawn in it', async () => {
  const file = { format: 'oscal-json', content: oscal('One') };
  const brought = await company.client.post('/v1/catalogues/imports', file);
  expect([brought.status, brought.body.title, brought.body.inForce]).toEqual([201, 'One', 1]);
  expect(brought.body.content.map((each: { id: string; withdrawn: unknown }) => [each.id, each.withdrawn])).toEqual([
    ['c-1', false],
    ['c-2', { by: 'status' }],
  ]);
  const tries = await Promise.all(
    Array.from({ length: 10 }, () => company.client.post('/v1/catalogues/imports', file)),
  );
  expect(tries.map(({ body }) => body.code)).toEqual(Array(10).fill('already-done'));
  expect((await company.client.get('/v1/catalogues/imports')).body.items).toHaveLength(1);
  expect((await company.client.get(`/v1/catalogues/imports/${brought.body.id}`)).body).toEqual(brought.body);
});

test('a list of one’s own says what is in force', async () => {
  const file = { format: 'oscal-json', content: oscal('Two'), statusList: 'id,status\nc-1,withdrawn\nc-2,active\n' };
  const brought = await company.client.post('/v1/catalogues/imports', file);
  const kept = brought.body.content.find(({ id }: { id: string }) => id === 'c-1');
  expect(kept.withdrawn).toEqual({ by: 'list' });
  const bad = await company.client.post('/v1/catalogues/imports', { ...file, statusList: 'id;status' });
  expect([bad.status, bad.body.code, bad.body.errors[0].pointer]).toEqual([422, 'file-refused', '/statusList']);
});

test('a file of two and a half megabytes is taken, on this route only; one of four is not', async () => {
  const file = (megabytes: number) => ({
    format: 'oscal-json',
    content: oscal('Large').replace(
      /}$/,
      `,"back-matter":{"resources":[${'{"title":"a long list of sources"},'.repeat(megabytes * 30_000)}{}]}}`,
    ),
  });
  const taken = await company.client.post('/v1/catalogues/imports', file(2.5));
  expect([taken.status, taken.body.title]).toEqual([201, 'Large']);
  expect((await company.client.post('/v1/catalogues/imports', file(5))).status).toBe(413);
  expect((await company.client.post('/v1/credentials', file(2.5))).status).toBe(413);
});

test.each<[string, object, number, string]>([
  ['a text that is no JSON', { format: 'oscal-json', content: '{' }, 422, 'file-refused'],
  ['JSON that is no catalogue', { format: 'oscal-json', content: '{"a":1}' }, 422, 'file-refused'],
  [
    'XML with an entity',
    { format: 'oscal-xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><catalog>&a;</catalog>' },
    422,
    'file-refused',
  ],
  ['YAML with an alias', { format: 'osps-yaml', content: 'a: &x [1]\nb: *x', edition: '1' }, 422, 'file-refused'],
  ['YAML without its edition', { format: 'osps-yaml', content: 'a: 1' }, 400, 'invalid-input'],
  ['an unknown form', { format: 'docx', content: 'x' }, 400, 'invalid-input'],
  ['nothing', { format: 'oscal-json', content: '' }, 400, 'invalid-input'],
])('%s is refused', async (_, file, status, code) => {
  const refused = await company.client.post('/v1/catalogues/imports', file);
  expect([refused.status, refused.body.code]).toEqual([status, code]);
});

test('what one company brought in is not there for another, which may bring in the same', async () => {
  const file = { format: 'oscal-json', content: oscal('Shared') };
  const { id } = (await company.client.post('/v1/catalogues/imports', file)).body;
  expect((await other.client.get(`/v1/catalogues/imports/${id}`)).status).toBe(404);
  expect((await other.client.get('/v1/catalogues/imports')).body.items).toEqual([]);
  expect((await other.client.post('/v1/catalogues/imports', file)).status).toBe(201);
  expect((await other.client.get('/v1/catalogues/imports')).body.items).toHaveLength(1);
});

const withData = existsSync(testDataPath('catalogues')) ? describe : describe.skip;

withData('catalogues as their publishers give them out (WARIFU_TEST_DATA)', () => {
  const text = (...path: string[]) => readFileSync(testDataPath('catalogues', ...path), 'utf8');

  test.each<[string, () => object, object]>([
    [
      'CSF 2.0 in XML, with a list of what is in force',
      () => ({
        format: 'oscal-xml',
        content: text('nist', 'NIST_CSF_v2.0_catalog.xml'),
        statusList: text('nist', 'csf20-subcategory-status.csv'),
      }),
      { title: 'NIST Cybersecurity Framework 2.0', inForce: 106 },
    ],
    [
      'MVSP',
      () => ({ format: 'oscal-json', content: text('mvsp', 'mvsp_v3.0-20231109-catalog.json') }),
      { problems: 0 },
    ],
    [
      'SP 800-53, low baseline',
      () => ({
        format: 'oscal-json',
        content: text('nist', 'NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json'),
      }),
      {},
    ],
    [
      'the OSPS Baseline, a file per family',
      () => ({
        format: 'osps-yaml',
        content: ['AC', 'GV', 'SA', 'VM'].map((family) => text('osps', `OSPS-${family}.yaml`)),
        edition: '2025-02-25',
      }),
      { edition: '2025-02-25' },
    ],
  ])('%s', async (_, file, expected) => {
    const brought = await company.client.post('/v1/catalogues/imports', file());
    expect([brought.status, brought.text.slice(0, 200)]).toEqual([201, expect.any(String)]);
    expect(brought.body).toMatchObject(expected);
    expect(brought.body.inForce).toBeGreaterThan(10);
  });
});
