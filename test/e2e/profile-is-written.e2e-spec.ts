import { type GivenCompany, type GivenMember, sampleAnswer } from '../support/given.ts';
import { uuid } from '../../libs/platform/database/index.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let company: GivenCompany;
let other: GivenCompany;
let editor: GivenMember;
const K1 = '/v1/profile/items/K1-01';
const first = { 'if-none-match': '*' };

beforeAll(async () => {
  world = await openWorld();
  company = await world.given.company();
  other = await world.given.company();
  editor = await world.given.member(company.id, ['editor'], '情報システム課');
});
afterAll(() => world?.close());

test('a company that has written nothing has an empty draft of the 45 items', async () => {
  const fresh = await world.given.company();
  const profile = await fresh.client.get('/v1/profile');
  expect(profile.body).toMatchObject({ state: 'draft', revision: 0, published: null, lastEditedBy: null });
  expect(profile.body.completeness.map((finding: { rule: string }) => finding.rule)).toEqual(['nothing-answered']);
  const { items } = (await fresh.client.get('/v1/profile/items')).body;
  expect(items).toHaveLength(45);
  expect(items.every((item: { answer: unknown; version: number }) => item.answer === null && item.version === 0)).toBe(
    true,
  );
});

test('an answer is saved with its editor, and the profile counts the change', async () => {
  const before = (await company.client.get('/v1/profile')).body.revision;
  const saved = await editor.client.put(K1, sampleAnswer({ facts: { approver: '社長' } }), first);
  expect([saved.status, saved.headers.get('etag')]).toEqual([200, `"${before + 1}"`]);
  expect(saved.body).toMatchObject({
    itemId: 'K1-01',
    section: 'K1',
    answer: { state: 'implemented', facts: { approver: '社長' }, notDisclosed: [], evidence: [] },
    editedBy: { id: editor.memberId, name: editor.name, title: '情報システム課' },
  });
  const read = await company.client.get(K1);
  expect(read.body).toEqual(saved.body);
  expect((await company.client.get('/v1/profile')).body.revision).toBe(before + 1);
});

test('the second of two editors is told what changed, by whom, and in which fields', async () => {
  const start = await company.client.get(K1);
  const tag = { 'if-match': start.headers.get('etag') ?? '' };
  const mine = sampleAnswer({ state: 'partial', texts: { public: { ja: '別の公開文。' } } });
  expect((await editor.client.put(K1, mine, tag)).status).toBe(200);

  const late = await company.client.put(K1, sampleAnswer({ state: 'planned', targetDate: '2027-03-31' }), tag);
  expect([late.status, late.body.code]).toEqual([412, 'changed-meanwhile']);
  expect(late.body.more).toMatchObject({ answer: { state: 'partial' }, editedBy: { name: editor.name } });
  expect(late.body.more.differs).toEqual(['state', 'targetDate', 'texts.detail', 'texts.public.ja', 'texts.summary']);
  const stored = await company.client.get(K1);
  expect(stored.body.answer.state).toBe('partial');
  expect(late.body.more.version).toBe(stored.body.version);
});

test('of 20 editors who start from the same version exactly one is saved, and the revision counts one', async () => {
  const start = await company.client.get(K1);
  const before = (await company.client.get('/v1/profile')).body.revision;
  const tag = { 'if-match': start.headers.get('etag') ?? '' };
  const tries = await Promise.all(
    Array.from({ length: 20 }, (_, n) => company.client.put(K1, sampleAnswer({ scope: { ja: `範囲${n}` } }), tag)),
  );
  expect(tries.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  expect((await company.client.get('/v1/profile')).body.revision).toBe(before + 1);
});

test('a version that was seen once fits nothing that came after a removal', async () => {
  const path = '/v1/profile/items/K2-01';
  const saved = await company.client.put(path, sampleAnswer(), first);
  const tag = { 'if-match': saved.headers.get('etag') ?? '' };
  expect((await company.client.delete(path, { 'if-match': '"999999"' })).status).toBe(412);
  expect((await company.client.delete(path, tag)).status).toBe(204);
  expect((await company.client.delete(path, tag)).status).toBe(404);
  const gone = await company.client.put(path, sampleAnswer(), tag);
  expect([gone.status, gone.body.more.answer]).toEqual([412, null]);
  expect((await company.client.put(path, sampleAnswer(), first)).status).toBe(200);
  expect((await company.client.put(path, sampleAnswer({ state: 'partial' }), tag)).status).toBe(412);
});

test.each<[string, Record<string, string>, number, string]>([
  ['no condition', {}, 428, 'precondition-required'],
  ['a tag of somebody else’s making', { 'if-match': 'W/"x"' }, 400, 'invalid-input'],
  ['a first save over an answer', first, 412, 'changed-meanwhile'],
])('%s is refused', async (_, headers, status, code) => {
  const refused = await company.client.put(K1, sampleAnswer(), headers);
  expect([refused.status, refused.body.code]).toEqual([status, code]);
});

test.each<[string, Record<string, unknown>, string]>([
  ['an unknown fact', { facts: { favouriteColour: 'blue' } }, '/facts/favouriteColour'],
  ['a fact of another item', { facts: { completion: 90 } }, '/facts/completion'],
  ['a fact of the wrong type', { facts: { established: 'yesterday' } }, '/facts/established'],
  ['a day that does not exist', { asOf: '2026-02-30' }, '/asOf'],
  ['an unknown state', { state: 'certainly' }, '/state'],
  ['an unknown field', { verdict: 'good' }, '/verdict'],
  ['evidence that is not there', { evidence: ['01a205f7-0000-7000-8000-000000000000'] }, '/evidence/0'],
])('%s is refused and named, and nothing is saved', async (_, more, pointer) => {
  const before = (await company.client.get('/v1/profile')).body.revision;
  const tag = { 'if-match': (await company.client.get(K1)).headers.get('etag') ?? '' };
  const refused = await company.client.put(K1, { ...sampleAnswer(), ...more }, tag);
  expect([refused.status, refused.body.code]).toEqual([400, 'invalid-input']);
  expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  expect((await company.client.get('/v1/profile')).body.revision).toBe(before);
});

test('one foreign id among own ones is refused at its place, one own among foreign ones too', async () => {
  const credential = { scheme: 'iso27001', issued: '2025-10-20' };
  const own = (await company.client.post('/v1/credentials', credential)).body.id;
  const foreign = (await other.client.post('/v1/credentials', credential)).body.id;
  const tag = async () => ({ 'if-match': (await company.client.get(K1)).headers.get('etag') ?? '' });
  const mixed = await company.client.put(K1, sampleAnswer({ credentials: [own, foreign] }), await tag());
  expect(mixed.body.errors).toEqual([{ pointer: '/credentials/1', detail: 'no credential of yours' }]);
  const worse = await company.client.put(K1, sampleAnswer({ credentials: [foreign, own, uuid()] }), await tag());
  expect(worse.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
    '/credentials/0',
    '/credentials/2',
  ]);
  expect((await company.client.put(K1, sampleAnswer({ credentials: [own] }), await tag())).status).toBe(200);
});

test('an item of the company’s own is made, answered and removed; nobody else ever finds it', async () => {
  const made = await editor.client.post('/v1/profile/company-items', { title: { ja: '試作車の取扱い' } });
  expect([made.status, made.body.id]).toEqual([201, expect.stringMatching(/^C-[A-Z0-9]{6}$/)]);
  const path = `/v1/profile/items/${made.body.id}`;
  expect((await company.client.put(path, sampleAnswer(), first)).status).toBe(200);
  expect((await company.client.get('/v1/profile/items')).body.items.at(-1)).toMatchObject({
    itemId: made.body.id,
    section: null,
    title: { ja: '試作車の取扱い' },
  });
  const renamed = await editor.client.put(`/v1/profile/company-items/${made.body.id}`, { title: { en: 'Prototypes' } });
  expect(renamed.body.title).toEqual({ en: 'Prototypes' });

  for (const [method, at] of [
    ['GET', path],
    ['PUT', `/v1/profile/company-items/${made.body.id}`],
    ['DELETE', `/v1/profile/company-items/${made.body.id}`],
  ] as const) {
    const body = method === 'PUT' ? { body: { title: { ja: '横取り' } } } : {};
    expect([method, (await other.client.send(method, at, body)).status]).toEqual([method, 404]);
  }
  expect((await other.client.put(path, sampleAnswer(), first)).status).toBe(404);
  expect((await company.client.get(path)).body.title).toEqual({ en: 'Prototypes' });

  expect((await company.client.delete(`/v1/profile/company-items/${made.body.id}`)).status).toBe(204);
  expect((await company.client.get(path)).status).toBe(404);
  expect((await company.client.get('/v1/profile/items')).body.items).toHaveLength(45);
});

test('two companies write the same item without ever seeing each other', async () => {
  await world.given.answer(other, 'K1-02', { scope: { ja: '他社の範囲' } });
  const mine = await company.client.get('/v1/profile/items');
  expect(mine.text).not.toContain('他社の範囲');
  expect((await company.client.get('/v1/profile/items/K1-02')).body.answer).toBeNull();
});

test('what does not fit together and what is out of date is said, without stopping anybody', async () => {
  const plain = await world.given.company();
  await world.given.answer(plain, 'K1-01', { asOf: '2020-01-01' });
  await world.given.answer(plain, 'K1-02', { asOf: new Date().toISOString().slice(0, 10) });
  await world.given.answer(plain, 'K1-03', { assurance: 'certified' });
  const { body } = await plain.client.get('/v1/profile');
  expect(body.stale).toContain('K1-01');
  expect(body.stale).not.toContain('K1-02');
  expect(body.contradictions.some((each: { item: string }) => each.item === 'K1-03')).toBe(true);
  expect(body.sections.find((section: { id: string }) => section.id === 'K1')).toMatchObject({ items: 6, answered: 3 });
  expect(body.completeness).toEqual([]);
});
