import { type GivenCompany, type GivenMember } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

interface Company extends GivenCompany {
  readonly editor: GivenMember;
  readonly approver: GivenMember;
}

/** An owner who approves, an editor, and a second approver. */
async function company(): Promise<Company> {
  const made = await world.given.company();
  const editor = await world.given.member(made.id, ['editor']);
  const approver = await world.given.member(made.id, ['approver'], '取締役 品質・情報担当');
  return { ...made, editor, approver };
}
const state = async (of: GivenCompany) => (await of.client.get('/v1/profile')).body;

test('an incomplete answer stops submission and is named with its field; a complete one beside it is not', async () => {
  const one = await company();
  await world.given.answer(one, 'K1-01');
  await world.given.answer(one, 'K1-02', { state: 'planned' });
  await world.given.answer(one, 'K1-03', { state: 'notApplicable' });
  const refused = await one.client.post('/v1/profile/submission');
  expect([refused.status, refused.body.code]).toEqual([409, 'not-publishable']);
  expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
    '/K1-02/targetDate',
    '/K1-03/explanation',
  ]);
  expect(refused.body.more.findings[0]).toMatchObject({ item: 'K1-02', field: 'targetDate' });
  expect((await state(one)).state).toBe('draft');
});

test('submitted, sent back with a reason, put right, submitted again, approved by somebody else', async () => {
  const one = await company();
  await world.given.answer(one, 'K1-01');
  const submitted = await one.editor.client.post('/v1/profile/submission');
  expect(submitted.body).toMatchObject({ state: 'submitted', submitted: { by: { id: one.editor.memberId } } });
  expect((await one.editor.client.post('/v1/profile/submission')).body.code).toBe('already-done');

  const back = await one.approver.client.post('/v1/profile/sent-back', { reason: '範囲を書いてください。' });
  expect(back.body).toMatchObject({ state: 'sent-back', sentBackReason: '範囲を書いてください。', submitted: null });
  expect((await one.approver.client.post('/v1/profile/sent-back', { reason: 'もう一度' })).body.code).toBe('conflict');

  await world.given.answer(one, 'K1-01', { scope: { ja: '全社' } });
  expect(await state(one)).toMatchObject({ state: 'draft', sentBackReason: '範囲を書いてください。' });
  const { revision } = (await one.editor.client.post('/v1/profile/submission')).body;
  const approved = await one.approver.client.post('/v1/profile/approval', { revision });
  expect(approved.body).toMatchObject({
    state: 'approved',
    sentBackReason: null,
    approved: { by: { id: one.approver.memberId, title: '取締役 品質・情報担当' }, self: false },
  });
});

test('the last editor cannot approve where somebody else could', async () => {
  const one = await company();
  await world.given.answer(one, 'K1-01');
  const { revision } = (await one.client.post('/v1/profile/submission')).body;
  const own = await one.client.post('/v1/profile/approval', { revision });
  expect([own.status, own.body.code]).toEqual([403, 'forbidden']);
  expect((await state(one)).state).toBe('submitted');
  expect((await one.approver.client.post('/v1/profile/approval', { revision })).status).toBe(200);
});

test('a key of one’s own making is no second person', async () => {
  const one = await company();
  const { client: program } = await world.given.key(one.id, one.owner.memberId, [
    'profile.read',
    'profile.edit',
    'profile.submit',
    'profile.approve',
  ]);
  const start = await program.get('/v1/profile/items/K1-01');
  expect(start.status).toBe(200);
  const saved = await program.put(
    '/v1/profile/items/K1-01',
    { state: 'implemented', asOf: '2026-09-30', assurance: 'self' },
    { 'if-none-match': '*' },
  );
  expect(saved.body.editedBy).toEqual({ id: expect.any(String), name: 'test', title: null });
  const { revision } = (await program.post('/v1/profile/submission')).body;
  expect((await program.post('/v1/profile/approval', { revision })).status).toBe(403);
  expect((await one.client.post('/v1/profile/approval', { revision })).status).toBe(403);
  expect((await one.approver.client.post('/v1/profile/approval', { revision })).status).toBe(200);
});

test('who is alone approves their own, and it says so', async () => {
  const alone = await world.given.company();
  const left = await world.given.member(alone.id, ['approver']);
  await world.database.admin.query(`update members set left_at = now() where id = $1`, [left.memberId]);
  await world.given.answer(alone, 'K1-01');
  const { revision } = (await alone.client.post('/v1/profile/submission')).body;
  const approved = await alone.client.post('/v1/profile/approval', { revision });
  expect(approved.body.approved).toMatchObject({ by: { id: alone.owner.memberId }, self: true });
});

test('of 20 approvals of one revision exactly one counts', async () => {
  const one = await company();
  await world.given.answer(one, 'K1-01');
  const { revision } = (await one.editor.client.post('/v1/profile/submission')).body;
  const tries = await Promise.all(
    Array.from({ length: 20 }, () => one.approver.client.post('/v1/profile/approval', { revision })),
  );
  expect(tries.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
  const { rows } = await world.database.admin.query(
    `select from ledger_entries where organization_id = $1 and event = 'profile.approved'`,
    [one.id],
  );
  expect(rows).toHaveLength(1);
});

test.each<[string, (of: Company) => Promise<unknown>]>([
  ['an answer changed', (of) => world.given.answer(of, 'K1-01', { state: 'partial' })],
  [
    'an answer taken back',
    async (of) => {
      const tag = (await of.client.get('/v1/profile/items/K1-01')).headers.get('etag') ?? '';
      return of.client.delete('/v1/profile/items/K1-01', { 'if-match': tag });
    },
  ],
  ['an item added', (of) => of.client.post('/v1/profile/company-items', { title: { ja: '新しい項目' } })],
  [
    'a credential changed',
    async (of) => {
      const [{ id }] = (await of.client.get('/v1/credentials')).body.items;
      const changed = { scheme: 'iso27001', issued: '2025-10-20', withdrawn: '2026-01-01' };
      return of.client.put(`/v1/credentials/${id}`, changed, { 'if-match': '"1"' });
    },
  ],
])('%s after approval takes the profile back to draft; nothing of it can be published', async (_, change) => {
  const one = await company();
  await one.client.post('/v1/credentials', { scheme: 'iso27001', issued: '2025-10-20' });
  await world.given.answer(one, 'K1-01');
  const { revision } = (await one.editor.client.post('/v1/profile/submission')).body;
  await one.approver.client.post('/v1/profile/approval', { revision });
  await world.given.signingKey(one);
  expect((await one.approver.client.post('/v1/editions/preparation', {})).status).toBe(200);

  await change(one);
  expect(await state(one)).toMatchObject({ state: 'draft', revision: revision + 1, approved: null });
  expect((await one.approver.client.post('/v1/profile/approval', { revision })).body.code).toBe('conflict');
  expect((await one.approver.client.post('/v1/editions/preparation', {})).body.code).toBe('not-publishable');
  expect((await one.approver.client.post('/v1/editions/completion', {})).body.code).toBe('not-publishable');
  expect((await one.client.get('/v1/editions')).body.items).toEqual([]);
});

test('an approver who looked at an earlier revision approves nothing', async () => {
  const one = await company();
  await world.given.answer(one, 'K1-01');
  const { revision } = (await one.editor.client.post('/v1/profile/submission')).body;
  await world.given.answer(one, 'K1-01', { state: 'partial' });
  await one.editor.client.post('/v1/profile/submission');
  const late = await one.approver.client.post('/v1/profile/approval', { revision });
  expect([late.status, late.body.code]).toEqual([409, 'conflict']);
  expect((await state(one)).state).toBe('submitted');
});

test('what a caller may do now is said with the profile', async () => {
  const one = await company();
  const viewer = await world.given.member(one.id, ['viewer']);
  await world.given.answer(one, 'K1-01');
  const can = async (client: GivenMember['client']) => (await client.get('/v1/profile')).body.can;
  const none = { edit: false, submit: false, sendBack: false, approve: false, publish: false };
  expect(await can(viewer.client)).toEqual(none);
  expect(await can(one.editor.client)).toEqual({ ...none, edit: true, submit: true });
  await one.editor.client.post('/v1/profile/submission');
  expect(await can(one.editor.client)).toEqual({ ...none, edit: true });
  expect(await can(one.approver.client)).toEqual({ ...none, sendBack: true, approve: true });
});
