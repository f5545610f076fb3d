import type { GivenCompany, GivenMember } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let supplier: GivenCompany;
let customer: GivenCompany;
const said = {
  'K1-01': [{ text: 'canary-l1' }, { text: 'canary-l2' }, { text: 'canary-l3' }, { text: 'canary-l4' }],
  'K3-01': [{ text: 'other-l1' }, { text: 'other-l2' }, { notDisclosed: true }],
};
beforeAll(async () => {
  world = await openWorld();
  supplier = await world.given.company({ name: '電装株式会社' });
  customer = await world.given.company({ name: '自動車株式会社' });
  await world.given.edition(supplier.id, said);
});
afterAll(() => world?.close());

const records = async (grantId: string) => {
  const { rows } = await world.database.admin.query(
    `select event, organization_id, counterparty_id, member_id, request_id from ledger_entries
      where grant_id = $1 and event like 'disclosure.%' order by id`,
    [grantId],
  );
  return rows;
};

test('a reader is shown exactly the granted levels, and what is withheld is named as withheld', async () => {
  const grant = await world.given.grant(supplier, customer, { items: { 'K1-01': 'summary', 'K3-01': 'detail' } });
  const read = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  expect(read.status).toBe(200);
  expect(read.headers.get('cache-control')).toBe('no-store');
  expect(read.body.discloser).toMatchObject({ id: supplier.id, assurance: 'operator' });
  expect(read.body.edition).toMatchObject({ number: 1, state: 'published' });
  const item = (id: string) => read.body.disclosure.items.find((one: { id: string }) => one.id === id).levels;
  expect(item('K1-01')).toEqual({
    public: { is: 'stated', value: { text: 'canary-l1' } },
    summary: { is: 'stated', value: { text: 'canary-l2' } },
    detail: { is: 'withheld' },
    evidence: { is: 'withheld' },
  });
  expect(item('K3-01').detail).toEqual({ is: 'notDisclosed' });
  expect(read.body.disclosure.items).toHaveLength(45);
  expect(item('X2-05').public).toEqual({ is: 'withheld' });
  expect(read.text).not.toMatch(/canary-l[34]/);
});

test('every read leaves an access record with who, when and under which request; a preview leaves none', async () => {
  const grant = await world.given.grant(supplier, customer);
  const first = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  await customer.client.get(`/v1/grants/${grant}/disclosure`);
  const preview = await supplier.client.get(`/v1/grants/${grant}/preview`);
  expect(preview.text).toBe(first.text); // byte for byte
  const written = await records(grant);
  expect(written).toHaveLength(2);
  expect(written[0]).toEqual({
    event: 'disclosure.viewed',
    organization_id: supplier.id,
    counterparty_id: customer.id,
    member_id: customer.owner.memberId,
    request_id: first.headers.get('x-request-id'),
  });

  const seen = await supplier.client.get(`/v1/access-records?grant=${grant}`);
  expect(seen.body.items).toHaveLength(2);
  expect(seen.body.items[0].reader).toMatchObject({
    organization: { id: customer.id },
    person: { name: customer.owner.name, title: '担当' },
  });
  const own = await customer.client.get(`/v1/access-records?side=received&grant=${grant}`);
  expect(own.body.items.map((record: { edition: number }) => record.edition)).toEqual([1, 1]);
});

test('revoked, foreign, not started, lapsed and non-existent answer alike, and leave no record', async () => {
  const revoked = await world.given.grant(supplier, customer);
  await supplier.client.post(`/v1/grants/${revoked}/revocation`, {});
  const stranger = await world.given.company();
  const foreign = await world.given.grant(supplier, stranger);
  const later = await world.given.grant(supplier, customer, { from: '2098-01-01' });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const lapsed = await world.given.grant(supplier, customer, { until: tomorrow });
  const open = await world.given.grant(supplier, customer);

  await world.database.setClock(new Date(Date.now() + 3 * 86_400_000).toISOString());
  const answers = [];
  for (const id of [revoked, foreign, later, lapsed, '01a205f7-0000-7000-8000-000000000000']) {
    answers.push(await customer.client.get(`/v1/grants/${id}/disclosure`));
  }
  expect((await customer.client.get(`/v1/grants/${open}/disclosure`)).status).toBe(200);
  await world.database.setClock(new Date().toISOString());

  const bodies = answers.map(({ status, body }) => [status, { ...body, requestId: '' }]);
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(answers[0]?.status).toBe(404);
  for (const id of [revoked, foreign, later, lapsed]) expect(await records(id)).toEqual([]);
});

test('a last day holds until midnight in Japan and not a second longer', async () => {
  const grant = await world.given.grant(supplier, customer, { until: '2030-07-31' });
  await world.database.setClock('2030-07-31 23:59:58+09');
  const during = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  await world.database.setClock('2030-08-01 00:00:00+09');
  const after = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  await world.database.setClock(new Date().toISOString());
  expect([during.status, after.status]).toEqual([200, 404]);
});

test('only the named persons read a grant to persons; when the last of them has left, nobody does', async () => {
  const named: GivenMember = await world.given.member(customer.id, ['viewer']);
  const other: GivenMember = await world.given.member(customer.id, ['viewer']);
  const grant = await world.given.grant(supplier, customer, { readers: [named.memberId] });
  expect((await named.client.get(`/v1/grants/${grant}/disclosure`)).status).toBe(200);
  expect((await other.client.get(`/v1/grants/${grant}/disclosure`)).status).toBe(404);
  await world.database.admin.query(`delete from grant_readers where grant_id = $1`, [grant]);
  expect((await named.client.get(`/v1/grants/${grant}/disclosure`)).status).toBe(404); // an empty list means nobody
});

test('an API key reads when its scope says so, and a grant to persons only when it is listed', async () => {
  const reads = await world.given.key(customer.id, customer.owner.memberId, ['disclosures.read']);
  const other = await world.given.key(customer.id, customer.owner.memberId, ['grants.read']);
  const grant = await world.given.grant(supplier, customer);
  const toPersons = await world.given.grant(supplier, customer, { readers: [customer.owner.memberId] });
  const listed = await world.given.grant(supplier, customer, { serviceAccounts: [reads.id] });
  const status = async (client: typeof reads.client, id: string) =>
    (await client.get(`/v1/grants/${id}/disclosure`)).status;
  expect(await status(reads.client, grant)).toBe(200);
  expect(await status(other.client, grant)).toBe(403);
  expect(await status(reads.client, toPersons)).toBe(404);
  expect(await status(reads.client, listed)).toBe(200);
});

test('without a session 401, with too low a role 403, on the content route too', async () => {
  const grant = await world.given.grant(supplier, customer);
  const editor = await world.given.member(customer.id, ['editor']);
  expect((await world.nobody.get(`/v1/grants/${grant}/disclosure`)).status).toBe(401);
  expect((await editor.client.get(`/v1/grants/${grant}/disclosure`)).status).toBe(403);
});

test('terms are accepted once by a named member before the first read; a new wording asks again', async () => {
  const grant = await world.given.grant(supplier, customer, { termsRequired: true });
  const path = `/v1/grants/${grant}`;
  const refused = await customer.client.get(`${path}/disclosure`);
  expect([refused.status, refused.body.code]).toEqual([409, 'terms-not-accepted']);
  const terms = await customer.client.get(`${path}/terms`);
  expect(terms.body.text.ja).toMatch(/目的/);
  const accept = () => customer.client.post(`${path}/terms-acceptance`, { termsId: terms.body.id });
  expect((await Promise.all(Array.from({ length: 20 }, accept))).every(({ status }) => status === 204)).toBe(true);
  expect((await customer.client.get(`${path}/disclosure`)).status).toBe(200);
  const accepted = await world.database.admin.query(
    `select count(*)::int as n from ledger_entries where event = 'terms.accepted' and grant_id = $1`,
    [grant],
  );
  expect(accepted.rows[0].n).toBe(1);

  await supplier.client.post('/v1/terms', { text: { ja: '新しい条件' } });
  expect((await customer.client.get(`${path}/disclosure`)).status).toBe(409);
  expect((await accept()).status).toBe(409); // the old wording cannot be accepted any more
});

test('a pinned grant keeps showing its edition and says when it is superseded; a withdrawn one shows only that', async () => {
  const discloser = await world.given.company();
  const first = await world.given.edition(discloser.id, { 'K1-01': [{ text: 'first' }] });
  const pinned = await world.given.grant(discloser, customer, { pinnedEdition: 1 });
  const latest = await world.given.grant(discloser, customer);
  await world.given.edition(discloser.id, { 'K1-01': [{ text: 'second' }] }, 2);
  const read = async (id: string) => (await customer.client.get(`/v1/grants/${id}/disclosure`)).body;
  expect((await read(pinned)).edition).toMatchObject({ number: 1, state: 'superseded', latest: 2 });
  expect((await customer.client.get(`/v1/grants/${pinned}`)).body.pinnedEdition).toBe(1); // the reader is told, too
  expect((await read(latest)).edition).toMatchObject({ number: 2, state: 'published' });

  await world.database.admin.query(
    `insert into edition_withdrawals (edition_id, organization_id, reason, withdrawn_by) values ($1, $2, '誤り', $3)`,
    [first.id, discloser.id, discloser.owner.memberId],
  );
  const withdrawn = await read(pinned);
  expect(withdrawn.edition).toEqual({ number: 1, state: 'withdrawn', withdrawnAt: expect.any(String) });
  expect(withdrawn.disclosure).toBeNull();
});

test('when the record cannot be written nothing is served', async () => {
  const grant = await world.given.grant(supplier, customer);
  expect((await customer.client.get(`/v1/grants/${grant}/disclosure`)).status).toBe(200);
  await world.database.admin.query(`revoke insert on ledger_entries from warifu_definer`);
  const refused = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  await world.database.admin.query(`grant insert on ledger_entries to warifu_definer`);
  expect([refused.status, refused.body.code]).toEqual([503, 'try-again']);
  expect(refused.headers.get('retry-after')).toBeTruthy();
  expect(refused.text).not.toMatch(/canary/);
});

test('what I may read lists open grants only: one good among bad ones, and what changed since the last read', async () => {
  const reader = await world.given.company();
  const partner = await world.given.company();
  await world.given.edition(partner.id, said);
  const good = await world.given.grant(partner, reader);
  const revoked = await world.given.grant(partner, reader);
  await partner.client.post(`/v1/grants/${revoked}/revocation`, {});
  await world.given.grant(partner, reader, { from: '2098-01-01' });
  await world.given.grant(partner, customer);
  const list = async () => (await reader.client.get('/v1/disclosures')).body.items;
  expect(await list()).toMatchObject([{ grantId: good, edition: { number: 1 }, lastRead: null, changed: true }]);
  await reader.client.get(`/v1/grants/${good}/disclosure`);
  expect(await list()).toMatchObject([{ lastRead: { edition: 1 }, changed: false }]);
  await world.given.edition(partner.id, said, 2);
  expect(await list()).toMatchObject([{ edition: { number: 2 }, lastRead: { edition: 1 }, changed: true }]);
  const file = await reader.client.get('/v1/disclosures.csv');
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(file.text.trim().split('\r\n')).toHaveLength(2);
});

test('what is granted to the public needs no sign-in and is recorded all the same', async () => {
  expect((await world.nobody.get(`/v1/public/${supplier.id}/disclosure`)).status).toBe(404);
  const issued = await supplier.client.post('/v1/grants', {
    grantee: 'public',
    purpose: '年次報告',
    items: { 'K1-01': 'public' },
    until: null,
    label: 'TLP:CLEAR',
  });
  expect(issued.status).toBe(201);
  const read = await world.nobody.get(`/v1/public/${supplier.id}/disclosure`);
  expect(read.status).toBe(200);
  expect(read.text).toMatch(/canary-l1/);
  expect(read.text).not.toMatch(/canary-l2/);
  expect((await records(issued.body.id)).map(({ event }) => event)).toEqual(['disclosure.public-viewed']);
});

test('denied openings are counted for the company that was probed, and slowed when there are many', async () => {
  const prober = await world.given.company();
  const grant = await world.given.grant(supplier, customer);
  const statuses = [];
  for (let at = 0; at < 125; at++) statuses.push((await prober.client.get(`/v1/grants/${grant}/disclosure`)).status);
  expect(statuses.slice(0, 100).every((status) => status === 404)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { rows } = await world.database.admin.query(
    `select count from denied_attempts where asker_id = $1 and grantor_id = $2`,
    [prober.id, supplier.id],
  );
  expect(rows[0].count).toBe(125);
});
