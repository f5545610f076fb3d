import { uuid } from '../../libs/platform/database/index.ts';
import { deliver } from '../support/mailbox.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world?.close());

const sql = async (text: string, values: unknown[] = []) => (await world.database.admin.query(text, values)).rows;

/** A grant to named readers, put straight into the database. */
async function namedGrant(grantorId: string, granteeId: string, readers: readonly [id: string, kind: string][]) {
  const id = uuid();
  const scope = uuid();
  await sql(`insert into scopes (id, digest, levels) values ($1::uuid, uuid_send($1::uuid), '{}')`, [scope]);
  await sql(
    `insert into grants (id, grantor_id, grantee_id, purpose, named, persons_key, scope_id, starts_at, label, created_by)
     values ($1::uuid, $2, $3, 'yearly check', true, $1::uuid::text, $4, now() - interval '1 day', 'TLP:AMBER', $5)`,
    [id, grantorId, granteeId, scope, uuid()],
  );
  for (const [reader, kind] of readers) await sql(`insert into grant_readers values ($1, $2, $3)`, [id, reader, kind]);
  return id;
}
const ending = async (grantId: string) => (await sql(`select ending from grants where id = $1`, [grantId]))[0].ending;

test('members are listed page by page, each company its own', async () => {
  const company = await world.given.company();
  const others = await Promise.all([1, 2, 3, 4].map(() => world.given.member(company.id, ['viewer'])));
  await world.given.company();
  const seen = [];
  let path: string | undefined = '/v1/members?limit=2';
  while (path) {
    const { body } = await company.client.get(path);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    path = body.next ? `/v1/members?limit=2&cursor=${body.next}` : undefined;
  }
  expect(seen.sort()).toEqual([company.owner.memberId, ...others.map(({ memberId }) => memberId)].sort());
  expect((await company.client.get('/v1/members?cursor=bm9uc2Vuc2U')).body.errors[0].pointer).toBe('cursor');
});

test('the next request sees the new roles, and the change is in the ledger with before and after', async () => {
  const company = await world.given.company();
  const mio = await world.given.member(company.id, ['editor']);
  const answer = await company.client.patch(`/v1/members/${mio.memberId}`, { roles: ['viewer'], title: '監査役' });
  expect(answer.body).toMatchObject({ roles: ['viewer'], title: '監査役' });
  const again = await world.given.session(mio.personId, mio.memberId);
  expect((await again.get('/v1/session')).body.can).toMatchObject({ 'profile.edit': false, 'profile.read': true });
  expect(await sql(`select detail from ledger_entries where event = 'member.roles-changed'`)).toMatchObject([
    { detail: { before: 'editor', after: 'viewer' } },
  ]);
});

test('2.3.2 a company keeps an owner, also when twenty owners step down at the same moment', async () => {
  const company = await world.given.company();
  const owners = await Promise.all(Array.from({ length: 19 }, () => world.given.member(company.id, ['owner'])));
  const all = [company.owner, ...owners];
  const answers = await Promise.all(
    all.map(({ memberId, client }, at) =>
      at % 2
        ? client.patch(`/v1/members/${memberId}`, { roles: ['editor'] })
        : client.post(`/v1/members/${memberId}/departure`, {}),
    ),
  );
  expect(answers.filter(({ status }) => status < 300).length).toBe(19);
  expect(answers.filter(({ status }) => status === 409).length).toBe(1);
  const [{ n }] = await sql(
    `select count(*)::int as n from members where organization_id = $1 and left_at is null and 'owner' = any(roles)`,
    [company.id],
  );
  expect(n).toBe(1);
});

test('an administrator makes no owner, changes none, sends none away, and does not lift themselves', async () => {
  const company = await world.given.company();
  const administrator = await world.given.member(company.id, ['administrator']);
  const editor = await world.given.member(company.id, ['editor']);
  const change = async (id: string, roles: string[]) =>
    (await administrator.client.patch(`/v1/members/${id}`, { roles })).status;
  expect(await change(editor.memberId, ['owner'])).toBe(403);
  expect(await change(company.owner.memberId, ['viewer'])).toBe(403);
  expect(await change(administrator.memberId, ['administrator', 'approver'])).toBe(403);
  expect((await administrator.client.post(`/v1/members/${company.owner.memberId}/departure`, {})).status).toBe(403);
  expect((await editor.client.patch(`/v1/members/${editor.memberId}`, { roles: ['owner'] })).status).toBe(403);
  expect(await change(editor.memberId, ['editor', 'approver'])).toBe(200);
  expect(
    (await world.given.company().then(({ client }) => client.patch(`/v1/members/${editor.memberId}`, { title: 'x' })))
      .status,
  ).toBe(404);
});

test('whoever leaves takes nothing along: keys, invitations and grants that were theirs alone end with the seat', async () => {
  const company = await world.given.company();
  const grantor = await world.given.company();
  const leaver = await world.given.member(company.id, ['administrator', 'requester']);
  const stays = await world.given.member(company.id, ['requester']);
  const gone = await world.given.member(company.id, ['viewer']);
  const program = await world.given.key(company.id, company.owner.memberId, ['disclosures.read']);
  await company.client.post(`/v1/members/${gone.memberId}/departure`, {});

  const alone = await namedGrant(grantor.id, company.id, [[leaver.memberId, 'member']]);
  const withGone = await namedGrant(grantor.id, company.id, [
    [leaver.memberId, 'member'],
    [gone.memberId, 'member'],
  ]);
  const shared = await namedGrant(grantor.id, company.id, [
    [leaver.memberId, 'member'],
    [stays.memberId, 'member'],
  ]);
  const withKey = await namedGrant(grantor.id, company.id, [
    [leaver.memberId, 'member'],
    [program.id, 'service-account'],
  ]);
  await leaver.client.post('/v1/invitations', { kind: 'partner', email: 'p@partner.example' });

  expect((await company.client.post(`/v1/members/${leaver.memberId}/departure`, {})).status).toBe(204);
  expect(await Promise.all([alone, withGone, shared, withKey].map(ending))).toEqual([
    'nobody-left',
    'nobody-left',
    null,
    null,
  ]);
  expect((await sql(`select cancelled_at is null as open from one_time_links`))[0].open).toBe(false);
  const [told] = await sql(
    `select array_agg(grant_id) as grants, min(organization_id::text) as whose from ledger_entries where event = 'grant.ended'`,
  );
  expect(told.grants.sort()).toEqual([alone, withGone].sort());
  expect(told.whose).toBe(grantor.id);
  expect((await company.client.post(`/v1/members/${leaver.memberId}/departure`, {})).status).toBe(404);

  const [{ id: accountId }] = await sql(`select id from service_accounts where id = $1`, [program.id]);
  await company.client.post(`/v1/service-accounts/${accountId}/ending`);
  expect(await ending(withKey)).toBe('nobody-left');
  expect((await program.client.get('/v1/organization')).status).toBe(401);
});

test('a key or an invitation that a leaver’s last request wrote too late is worth nothing', async () => {
  const company = await world.given.company();
  const leaver = await world.given.member(company.id, ['administrator']);
  const program = await world.given.key(company.id, leaver.memberId, ['organization.read']);
  await leaver.client.post('/v1/invitations', { kind: 'partner', email: 'p@partner.example' });
  const [mail] = await deliver(world);
  await company.client.post(`/v1/members/${leaver.memberId}/departure`, {});
  await sql(`update api_keys set ended_at = null`);
  await sql(`update one_time_links set cancelled_at = null`);
  expect((await program.client.get('/v1/organization')).status).toBe(401);
  const late = await world.nobody.post('/v1/invitations/acceptance', {
    kind: 'partner',
    token: mail?.token,
    person: { name: '遅れ', password: 'three grey pebbles' },
    title: '社長',
    organization: { names: { ja: 'オソイ株式会社' }, sector: '24', sizeBand: '1-20' },
  });
  expect(late.status).toBe(410);
});

test('7.4.2 a closed company’s grants end in both directions, and both sides are told', async () => {
  const company = await world.given.company();
  const partner = await world.given.company();
  const given = await namedGrant(company.id, partner.id, [[partner.owner.memberId, 'member']]);
  const taken = await namedGrant(partner.id, company.id, [[company.owner.memberId, 'member']]);
  const elsewhere = await namedGrant(partner.id, (await world.given.company()).id, []);
  expect((await company.client.post('/v1/organization/closure', { reason: '廃業' })).status).toBe(204);
  expect(await Promise.all([given, taken, elsewhere].map(ending))).toEqual([
    'organization-closed',
    'organization-closed',
    null,
  ]);
  const told = await sql(
    `select grant_id, organization_id, counterparty_id from ledger_entries where event = 'grant.ended' order by id`,
  );
  expect(told.length).toBe(2);
  expect(told).toContainEqual({ grant_id: given, organization_id: company.id, counterparty_id: partner.id });
  expect(told).toContainEqual({ grant_id: taken, organization_id: partner.id, counterparty_id: company.id });
});

test('what a leaver was writing is handed over, and what they had submitted goes back to draft', async () => {
  const company = await world.given.company();
  const leaver = await world.given.member(company.id, ['editor']);
  const heir = await world.given.member(company.id, ['editor']);
  const stranger = await world.given.company();
  await sql(
    `insert into profiles (organization_id, catalogue_id, catalogue_edition, state, last_edited_by, submitted_by, submitted_at)
     values ($1, 'warifu', '1', 'submitted', $2, $2, now())`,
    [company.id, leaver.memberId],
  );
  const leave = (handOverTo: string) => company.client.post(`/v1/members/${leaver.memberId}/departure`, { handOverTo });
  expect((await leave(stranger.owner.memberId)).body.errors[0].pointer).toBe('/handOverTo');
  expect((await leave(heir.memberId)).status).toBe(204);
  expect(await sql(`select state, last_edited_by, submitted_by, submitted_at from profiles`)).toEqual([
    { state: 'draft', last_edited_by: heir.memberId, submitted_by: null, submitted_at: null },
  ]);
  expect(await sql(`select subject_id, detail from ledger_entries where event = 'profile.handed-over'`)).toMatchObject([
    { subject_id: leaver.memberId, detail: { to: heir.memberId } },
  ]);
});

test('a service account may do what it was given, which its maker could do too; its key is shown once', async () => {
  const company = await world.given.company();
  const administrator = await world.given.member(company.id, ['administrator']);
  const create = (scopes: string[]) => administrator.client.post('/v1/service-accounts', { name: '連携', scopes });
  for (const [scope, status] of [
    ['profile.fly', 400],
    ['members.manage', 400],
    ['editions.publish', 403],
  ] as const) {
    expect([scope, (await create(['organization.read', scope])).status]).toEqual([scope, status]);
  }
  expect((await create(['profile.fly'])).body.errors[0].pointer).toBe('/scopes/0');
  const account = (await create(['organization.read'])).body;
  const once = { 'idempotency-key': uuid() };
  const made = await administrator.client.post(`/v1/service-accounts/${account.id}/keys`, { days: 30 }, once);
  const replayed = await administrator.client.post(`/v1/service-accounts/${account.id}/keys`, { days: 30 }, once);
  expect(made.body.secret).toMatch(/^wk_[\w-]{43}$/);
  expect([replayed.body.id, replayed.body.secret]).toEqual([made.body.id, undefined]);
  expect(made.body.hint).toBe(made.body.secret.slice(-4));

  const listed = await administrator.client.get(`/v1/service-accounts/${account.id}/keys`);
  expect(listed.text).not.toContain(made.body.secret);
  const program = (path: string) => world.nobody.get(path, { authorization: `Bearer ${made.body.secret}` });
  expect([(await program('/v1/organization')).status, (await program('/v1/members')).status]).toEqual([200, 403]);
  expect((await program('/v1/session')).status).toBe(403);

  const other = await world.given.company();
  expect((await other.client.post(`/v1/service-accounts/${account.id}/keys/${made.body.id}/ending`)).status).toBe(404);
  expect((await administrator.client.post(`/v1/service-accounts/${account.id}/keys`, { days: 366 })).status).toBe(400);
  await world.database.moveClock('31 days');
  expect((await program('/v1/organization')).status).toBe(401);
  await world.database.moveClock('0');
  expect((await program('/v1/organization')).status).toBe(200);
  expect((await company.client.post(`/v1/service-accounts/${account.id}/keys/${made.body.id}/ending`)).status).toBe(
    204,
  );
  expect((await company.client.post(`/v1/service-accounts/${account.id}/keys/${made.body.id}/ending`)).status).toBe(
    409,
  );
  expect((await program('/v1/organization')).status).toBe(401);
});
