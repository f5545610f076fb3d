import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { AccessRequests } from '../../libs/exchange/grants/index.ts';
import { Mails } from '../../libs/exchange/notifications/index.ts';
import { type GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let supplier: GivenCompany;
let customer: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  supplier = await world.given.company({ name: '電装株式会社' });
  customer = await world.given.company({ name: '自動車株式会社' });
});
afterAll(() => world?.close());

const wish = (more: object = {}) => ({
  grantee: customer.id,
  purpose: '年次確認',
  items: { 'K1-01': 'detail', 'K3-01': 'summary' },
  until: '2099-03-31',
  ...more,
});

test('a grant names its items and levels, and both sides see it', async () => {
  const issued = await supplier.client.post('/v1/grants', wish());
  expect(issued.status).toBe(201);
  expect(issued.body).toMatchObject({ state: 'granted', items: { 'K1-01': 'detail', 'K3-01': 'summary' } });
  expect(issued.body.can).toEqual({ revoke: true, preview: true, read: false });
  // The last day is included: it ends at the next midnight in Japan.
  expect(issued.body.endsAt).toBe('2099-03-31T15:00:00.000Z');

  const seen = await customer.client.get(`/v1/grants/${issued.body.id}`);
  expect(seen.body).toMatchObject({ id: issued.body.id, can: { revoke: false, preview: false, read: true } });
  const received = await customer.client.get('/v1/grants?side=received');
  expect(received.body.items.map((grant: { id: string }) => grant.id)).toContain(issued.body.id);
});

test('a second live grant to the same company for the same purpose is refused, a different purpose is not', async () => {
  expect((await supplier.client.post('/v1/grants', wish({ purpose: 'A' }))).status).toBe(201);
  const twice = await supplier.client.post('/v1/grants', wish({ purpose: 'A' }));
  expect([twice.status, twice.body.code]).toEqual([409, 'conflict']);
  expect((await supplier.client.post('/v1/grants', wish({ purpose: 'B' }))).status).toBe(201);
});

test.each([
  ['an unknown item', { items: { 'K9-99': 'detail' } }, '/items/K9-99'],
  ['no item', { items: {} }, '/items'],
  ['an unknown level', { items: { 'K1-01': 'everything' } }, '/items/K1-01'],
  ['an end before the start', { from: '2098-01-01', until: '2097-12-31' }, '/until'],
  ['a day that is over', { until: '2020-01-01' }, '/until'],
  ['a company that is not here', { grantee: '01a205f7-0000-7000-8000-000000000000' }, '/grantee'],
  ['an empty list of readers', { readers: [] }, '/readers'],
  ['a reader of no company', { readers: ['01a205f7-0000-7000-8000-000000000000'] }, '/readers'],
  ['an unknown field', { grantorId: 'x' }, '/grantorId'],
  ['an edition that is not there', { pinnedEdition: 7 }, '/pinnedEdition'],
])('%s is refused and named', async (_, more, pointer) => {
  const refused = await supplier.client.post('/v1/grants', wish({ purpose: 'never', ...more }));
  expect([refused.status, refused.body.code]).toEqual([400, 'invalid-input']);
  expect(refused.body.errors[0].pointer).toBe(pointer);
});

test('a member of another company cannot be named as reader of this grant', async () => {
  const stranger = await world.given.company();
  const readers = [customer.owner.memberId, stranger.owner.memberId];
  const refused = await supplier.client.post('/v1/grants', wish({ purpose: 'mixed', readers }));
  expect(refused.body.errors[0].pointer).toBe('/readers');
});

test('a grant to a named person is seen by that person and by nobody else there', async () => {
  const colleague = await world.given.member(customer.id, ['requester']);
  const issued = await supplier.client.post('/v1/grants', wish({ purpose: 'named', readers: [colleague.memberId] }));
  expect((await colleague.client.get(`/v1/grants/${issued.body.id}`)).status).toBe(200);
  expect((await customer.client.get(`/v1/grants/${issued.body.id}`)).status).toBe(404);
});

test('revoking happens once, and only by the grantor', async () => {
  const { body } = await supplier.client.post('/v1/grants', wish({ purpose: 'to revoke' }));
  const foreign = await customer.client.post(`/v1/grants/${body.id}/revocation`, {});
  expect(foreign.status).toBe(404);

  const tries = await Promise.all(
    Array.from({ length: 20 }, () =>
      supplier.client.post(`/v1/grants/${body.id}/revocation`, { reason: '担当者の変更' }),
    ),
  );
  const statuses = tries.map((answer) => answer.status).sort();
  expect(statuses).toEqual([204, ...Array(19).fill(409)]);
  const after = await customer.client.get(`/v1/grants/${body.id}`);
  expect(after.body).toMatchObject({ state: 'revoked', ending: 'revoked', reason: '担当者の変更' });
});

test('an Idempotency-Key gives one grant and the same answer, and refuses another body', async () => {
  const key = { 'idempotency-key': 'grant-once-0001' };
  const first = await supplier.client.post('/v1/grants', wish({ purpose: 'once' }), key);
  const again = await supplier.client.post('/v1/grants', wish({ purpose: 'once' }), key);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  const other = await supplier.client.post('/v1/grants', wish({ purpose: 'other' }), key);
  expect([other.status, other.body.code]).toEqual([422, 'key-reused']);
});

test('asking for access: a part is approved, with a reason, and becomes a grant', async () => {
  const asked = await customer.client.post('/v1/access-requests', {
    holder: supplier.id,
    reason: '取引先の年次点検のため',
    purpose: '点検 2027',
    items: { 'K1-01': 'detail', 'K5-01': 'evidence' },
    contact: '調達本部',
  });
  expect(asked.status).toBe(201);
  const path = `/v1/access-requests/${asked.body.id}`;
  expect((await customer.client.post(`${path}/decision`, { outcome: 'approve', until: null })).status).toBe(403);

  const more = await supplier.client.post(`${path}/decision`, {
    outcome: 'approve-in-part',
    items: { 'K2-01': 'detail' },
    reason: 'x',
    until: null,
  });
  expect(more.body.errors[0].pointer).toBe('/items/K2-01');

  const decided = await supplier.client.post(`${path}/decision`, {
    outcome: 'approve-in-part',
    items: { 'K1-01': 'summary' },
    reason: '証跡は提示できません',
    until: '2099-12-31',
  });
  expect(decided.body).toMatchObject({ state: 'approved-in-part', decisionReason: '証跡は提示できません' });
  const grant = await customer.client.get(`/v1/grants/${decided.body.grantId}`);
  expect(grant.body.items).toEqual({ 'K1-01': 'summary' });
});

test('a mis-sent request is withdrawn once, and cannot be decided any more', async () => {
  const asked = await customer.client.post('/v1/access-requests', {
    holder: supplier.id,
    reason: '誤送',
    purpose: '誤送',
    items: { 'K1-01': 'public' },
    contact: '調達本部',
  });
  const path = `/v1/access-requests/${asked.body.id}`;
  expect((await customer.client.post(`${path}/withdrawal`)).status).toBe(204);
  expect((await customer.client.post(`${path}/withdrawal`)).status).toBe(409);
  const late = await supplier.client.post(`${path}/decision`, { outcome: 'decline', reason: '遅い' });
  expect([late.status, late.body.code]).toEqual([409, 'already-done']);
});

test('another company sees neither the grant nor the request: one of its own among many of others', async () => {
  const stranger = await world.given.company();
  const own = await stranger.client.post('/v1/grants', wish({ purpose: 'own' }));
  const list = await stranger.client.get('/v1/grants');
  expect(list.body.items.map((grant: { id: string }) => grant.id)).toEqual([own.body.id]);
  expect((await stranger.client.get('/v1/access-requests')).body.items).toEqual([]);
  expect((await stranger.client.get('/v1/access-requests?side=sent')).body.items).toEqual([]);
});

test('those who may decide are told of a request by mail, once, without the reason or the items', async () => {
  const holder = await world.given.company();
  await world.given.member(holder.id, ['editor']);
  const asked = await customer.client.post('/v1/access-requests', {
    holder: holder.id,
    reason: 'canary-reason',
    purpose: 'canary-purpose',
    items: { 'K5-05': 'detail' },
    contact: 'canary-contact',
  });
  const requests = world.app.get(AccessRequests);
  await requests.announce(asked.body.id);
  await requests.announce(asked.body.id); // a job that runs twice tells once
  const { rows } = await world.database.admin.query(`select id, recipient from mails where kind = 'access-request'`);
  expect(rows.map(({ recipient }) => recipient)).toEqual([holder.owner.email]);
  await world.app.get(Mails).send(rows[0].id);
  const [file] = (await readdir(join(world.home, 'mail'))).filter((name) => name.includes(rows[0].id));
  const mail = await simpleParser(await readFile(join(world.home, 'mail', file as string)));
  expect(mail.text).toMatch(customer.name);
  expect(`${mail.subject} ${mail.text}`).not.toMatch(/canary|K5-05/);
});
