import { type GivenCompany, sampleAnswer } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let company: GivenCompany;
let other: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  company = await world.given.company();
  other = await world.given.company();
});
afterAll(() => world?.close());

const isms = { scheme: 'iso27001', issued: '2025-10-20', scope: { ja: '本社' }, number: 'IS 123456' };
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a credential is kept as dates, and its state follows from them', async () => {
  const made = await company.client.post('/v1/credentials', isms);
  expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
  expect(made.body).toMatchObject({
    ...isms,
    kind: 'certificate',
    until: '2028-10-19',
    version: 1,
    can: { edit: true },
  });
  expect((await company.client.get(`/v1/credentials/${made.body.id}`)).body).toEqual(made.body);
});

test.each<[string, object, string, boolean]>([
  ['applied for', { scheme: 'scs4', applied: day(-30) }, 'applied', false],
  ['held', { scheme: 'iso27001', issued: day(-10) }, 'held', true],
  ['held on its last day', { scheme: 'pmark', issued: day(-400), validUntil: day(1) }, 'held', true],
  ['over', { scheme: 'iso27001', issued: day(-900), validUntil: day(-2) }, 'lapsed', false],
  ['suspended', { scheme: 'iso27001', issued: day(-90), suspended: day(-2) }, 'suspended', false],
  ['withdrawn', { scheme: 'iso27001', issued: day(-90), withdrawn: day(-2) }, 'withdrawn', false],
  ['declared by itself', { scheme: 'security-action-2', issued: day(-90) }, 'held', false],
])('one that is %s', async (_, dates, state, certified) => {
  const made = await company.client.post('/v1/credentials', dates);
  expect(made.body).toMatchObject({ state, countsAsCertified: certified });
});

test('a held credential lapses by itself when its day is over', async () => {
  const held = (await company.client.post('/v1/credentials', { scheme: 'scs3', issued: day(-10) })).body;
  expect(held.state).toBe('held');
  await world.database.moveClock('370 days');
  const again = await world.given.session(company.owner.personId, company.owner.memberId);
  const later = (await again.get(`/v1/credentials/${held.id}`)).body;
  await world.database.moveClock('0');
  expect([later.state, later.version]).toEqual(['lapsed', held.version]);
});

test.each<[string, object, string]>([
  ['an unknown scheme', { scheme: 'iso99999' }, '/scheme'],
  ['an end before the issue', { ...isms, validUntil: '2025-01-01' }, '/validUntil'],
  ['an end later than the scheme knows', { ...isms, validUntil: '2030-01-01' }, '/validUntil'],
  ['a period for a certificate', { ...isms, period: { from: '2025-01-01', to: '2025-12-31' } }, '/period'],
  ['a period that runs backwards', { scheme: 'soc2', period: { from: '2025-12-31', to: '2025-01-01' } }, '/period/to'],
  ['a withdrawal before the issue', { ...isms, withdrawn: '2025-01-01' }, '/withdrawn'],
  ['a link that is no link', { ...isms, verifyUrl: 'javascript:alert(1)' }, '/verifyUrl'],
  ['a state of one’s own choosing', { ...isms, state: 'held' }, '/state'],
])('%s is refused and named', async (_, wish, pointer) => {
  const before = (await company.client.get('/v1/credentials')).body.items.length;
  const refused = await company.client.post('/v1/credentials', wish);
  expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, pointer]);
  expect((await company.client.get('/v1/credentials')).body.items).toHaveLength(before);
});

test('of 20 changes from the same version one is kept; the others see what is there now', async () => {
  const { id } = (await company.client.post('/v1/credentials', isms)).body;
  const tries = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      company.client.put(`/v1/credentials/${id}`, { ...isms, number: `IS ${n}` }, { 'if-match': '"1"' }),
    ),
  );
  expect(tries.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  const stored = (await company.client.get(`/v1/credentials/${id}`)).body;
  expect(stored.version).toBe(2);
  expect(tries.find(({ status }) => status === 412)?.body.more).toMatchObject({
    version: 2,
    credential: { id, number: stored.number },
  });
  expect((await company.client.delete(`/v1/credentials/${id}`, { 'if-match': '"1"' })).status).toBe(412);
  expect((await company.client.delete(`/v1/credentials/${id}`, { 'if-match': '"2"' })).status).toBe(204);
});

test('another company’s credential is not there to be read, changed or removed', async () => {
  const { id } = (await company.client.post('/v1/credentials', isms)).body;
  const path = `/v1/credentials/${id}`;
  const tag = { 'if-match': '"1"' };
  expect((await other.client.get(path)).status).toBe(404);
  expect((await other.client.put(path, isms, tag)).status).toBe(404);
  expect((await other.client.delete(path, tag)).status).toBe(404);
  expect((await other.client.get('/v1/credentials')).body.items).toEqual([]);
  expect((await company.client.get(path)).body.version).toBe(1);
});

test('an answer that refers to a removed credential stops submission until it is put right', async () => {
  const one = await world.given.company();
  const kept = (await one.client.post('/v1/credentials', isms)).body.id;
  const gone = (await one.client.post('/v1/credentials', { ...isms, number: 'IS 2' })).body.id;
  await world.given.answer(one, 'K1-01', { credentials: [kept] });
  await world.given.answer(one, 'K1-02', { credentials: [kept, gone] });
  await one.client.delete(`/v1/credentials/${gone}`, { 'if-match': '"1"' });
  const refused = await one.client.post('/v1/profile/submission');
  expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['/K1-02/credentials']);
  const tag = (await one.client.get('/v1/profile/items/K1-02')).headers.get('etag') ?? '';
  const righted = await one.client.put('/v1/profile/items/K1-02', sampleAnswer({ credentials: [kept] }), {
    'if-match': tag,
  });
  expect(righted.status).toBe(200);
  expect((await one.client.post('/v1/profile/submission')).status).toBe(200);
});

test('an edition holds the dates of a credential and no state', async () => {
  const one = await world.given.company();
  const id = (await one.client.post('/v1/credentials', isms)).body.id;
  await world.given.publishedEdition(one, { items: { 'K1-01': { credentials: [id] } } });
  const { items } = (await one.client.get('/v1/editions/1')).body.content;
  const [signed] = items.find((item: { id: string }) => item.id === 'K1-01').levels.summary.value.credentials;
  expect(signed).toMatchObject({ id, scheme: 'iso27001', issued: '2025-10-20', number: 'IS 123456' });
  expect(signed).not.toHaveProperty('state');
});
