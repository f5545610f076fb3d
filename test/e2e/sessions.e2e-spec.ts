import { newToken } from '../../libs/exchange/access/index.ts';
import { Client } from '../support/client.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world?.close());

async function signedIn() {
  const company = await world.given.company();
  const { owner } = company;
  const password = await world.given.password(owner.personId);
  const signIn = async (client = world.nobody) =>
    client.as(await client.post('/v1/sessions', { email: owner.email, password }));
  return { company, owner, password, signIn, client: await signIn() };
}
const live = async (client: Client) => (await client.get('/v1/session')).status;

test('7.1.1 7.3.1 a session is over after twelve hours without use', async () => {
  const { client } = await signedIn();
  await world.database.moveClock('11 hours 59 minutes');
  expect(await live(client)).toBe(200);
  await world.database.moveClock('23 hours 50 minutes');
  expect(await live(client)).toBe(200);
  await world.database.moveClock('35 hours 51 minutes');
  expect(await live(client)).toBe(401);
});

test('7.1.1 7.3.2 a session is over after fourteen days, however much it is used', async () => {
  const { client } = await signedIn();
  for (let hours = 10; hours < 14 * 24; hours += 10) {
    await world.database.moveClock(`${hours} hours`);
    expect([hours, await live(client)]).toEqual([hours, 200]);
  }
  await world.database.moveClock('14 days 1 minute');
  expect(await live(client)).toBe(401);
});

test('7.2.1 a made-up, altered or shortened token opens nothing', async () => {
  const { client } = await signedIn();
  const [name, token = ''] = client.credentials.cookie?.split('=') ?? [];
  const flipped = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
  for (const tried of [
    newToken('session').token,
    flipped,
    token.slice(0, -1),
    `${token}x`,
    '',
    token.replace('ws_', 'wk_'),
  ]) {
    expect(await live(new Client(world.origin, { cookie: `${name}=${tried}` }))).toBe(401);
  }
  expect((await world.nobody.get(`/v1/session?token=${token}`)).status).toBe(401);
  expect((await world.nobody.get('/v1/session', { authorization: `Bearer ${token}` })).status).toBe(401);
});

test('7.2.3 session ids have 256 random bits, and only their hash is kept', async () => {
  const { client } = await signedIn();
  const token = client.credentials.cookie?.split('=')[1] ?? '';
  expect(Buffer.from(token.slice(3), 'base64url').length).toBe(32);
  const many = new Set(Array.from({ length: 10_000 }, () => newToken('session').token));
  expect(many.size).toBe(10_000);
  const { rows } = await world.database.admin.query('select jsonb_agg(to_jsonb(s))::text as all from sessions s');
  expect(rows[0].all).not.toContain(token);
});

test('7.2.4 there is a new id at sign-in, at the choice of a seat, at a new password, and at a change of role', async () => {
  const { company, owner, password, signIn, client } = await signedIn();
  const again = await signIn(client);
  expect([await live(client), await live(again)]).toEqual([401, 200]);

  const second = await world.given.company();
  const memberId = (
    await world.database.admin.query(
      `insert into members (id, person_id, organization_id, roles, title) values (gen_random_uuid(), $1, $2, '{viewer}', '顧問') returning id`,
      [owner.personId, second.id],
    )
  ).rows[0].id;
  const chosen = await again.post('/v1/session/seat', { memberId });
  expect(chosen.body).toMatchObject({
    organization: { id: second.id },
    roles: ['viewer'],
    can: { 'profile.edit': false },
  });
  const seated = again.as(chosen);
  expect([await live(again), await live(seated)]).toEqual([401, 200]);

  const changed = await seated.put('/v1/session/password', { current: password, next: 'seven quiet herons 5' });
  const fresh = seated.as(changed);
  expect([changed.status, await live(seated), await live(fresh)]).toEqual([204, 401, 200]);

  const boss = await world.given.session(owner.personId, owner.memberId);
  const mio = await world.given.member(company.id, ['editor']);
  const role = await boss.patch(`/v1/members/${mio.memberId}`, { roles: ['editor', 'approver'] });
  expect([role.status, await live(mio.client)]).toEqual([200, 401]);
  const own = await boss.patch(`/v1/members/${owner.memberId}`, { roles: ['owner'] });
  expect([own.status, await live(boss), await live(boss.as(own))]).toEqual([200, 401, 200]);
});

test('a seat is the person’s own: another’s, one that was left, and a closed company’s are not found', async () => {
  const { client } = await signedIn();
  const other = await world.given.company();
  expect((await client.post('/v1/session/seat', { memberId: other.owner.memberId })).status).toBe(404);
});

test('7.4.1 after signing out the token is dead, on every replica', async () => {
  const { client, signIn } = await signedIn();
  const other = await openWorld({ DATABASE_URL: world.database.appUrl });
  const there = new Client(other.origin, client.credentials);
  expect(await live(there)).toBe(200);
  const answer = await client.delete('/v1/session');
  expect([answer.status, answer.headers.getSetCookie()[0]]).toEqual([
    204,
    expect.stringMatching(/^warifu=;.*Expires=Thu, 01 Jan 1970/),
  ]);
  expect([await live(there), await live(client)]).toEqual([401, 401]);
  expect(await live(await signIn())).toBe(200);
  await other.close();
});

test('7.4.2 when a company is closed, nothing of it is served after the answer: sessions, keys, links', async () => {
  const { company, client } = await signedIn();
  const editor = await world.given.member(company.id, ['editor']);
  const key = await world.given.key(company.id, company.owner.memberId, ['organization.read']);
  await company.client.post('/v1/invitations', { kind: 'partner', email: 'p@partner.example' });
  const partner = await world.given.company();
  const made = await partner.client.post('/v1/relations', { partnerId: company.id, kind: 'supply', ourSide: 'from' });
  expect(made.status).toBe(201);
  expect((await editor.client.post('/v1/organization/closure', { reason: 'x' })).status).toBe(403);

  const closed = await client.post('/v1/organization/closure', { reason: '合併のため' });
  expect(closed.status).toBe(204);
  const after = await Promise.all([client, editor.client, company.client].map(live));
  expect(after).toEqual([401, 401, 401]);
  expect((await key.client.get('/v1/organization')).status).toBe(401);
  expect((await partner.client.get(`/v1/organizations/${company.id}`)).status).toBe(404);
  const { rows } = await world.database.admin.query(
    `select (select count(*)::int from one_time_links where organization_id = $1 and cancelled_at is null) as links,
            (select count(*)::int from relations where ended_at is null) as relations,
            (select detail->>'reason' from ledger_entries where event = 'organization.closed') as reason`,
    [company.id],
  );
  expect(rows[0]).toEqual({ links: 0, relations: 0, reason: '合併のため' });
});

test('7.4.2 a person who leaves is out with the answer: 0 requests served after it', async () => {
  const company = await world.given.company();
  const leaver = await world.given.member(company.id, ['administrator']);
  const account = await leaver.client.post('/v1/service-accounts', { name: '集計', scopes: ['organization.read'] });
  const key = await leaver.client.post(`/v1/service-accounts/${account.body.id}/keys`, {});
  const program = new Client(world.origin, { key: key.body.secret });
  expect((await program.get('/v1/organization')).status).toBe(200);
  expect((await company.client.post(`/v1/members/${leaver.memberId}/departure`, {})).status).toBe(204);
  const after = await Promise.all([live(leaver.client), program.get('/v1/organization').then(({ status }) => status)]);
  expect(after).toEqual([401, 401]);
});

test('7.4.3 a new password ends the other sessions, and needs the old one', async () => {
  const { client, signIn, password } = await signedIn();
  const other = await signIn();
  const wrong = await client.put('/v1/session/password', { current: 'not it at all!', next: 'seven quiet herons 5' });
  expect([wrong.status, wrong.body.code, wrong.body.errors[0].pointer]).toEqual([401, 'wrong-sign-in', '/current']);
  expect(await live(other)).toBe(200);
  const changed = await client.put('/v1/session/password', { current: password, next: 'seven quiet herons 5' });
  expect([changed.status, await live(other), await live(client.as(changed))]).toEqual([204, 401, 200]);
});

test('the old password cannot be guessed with a session somebody left open', async () => {
  const { client } = await signedIn();
  const statuses = [];
  for (let at = 0; at < 12; at += 1) {
    statuses.push(
      (await client.put('/v1/session/password', { current: `guess ${at}`, next: 'seven quiet herons 5' })).status,
    );
  }
  expect(statuses.slice(9)).toEqual([401, 429, 429]);
});

test('I see where I am signed in, end one, or all the others; nobody else’s', async () => {
  const { client, signIn, owner } = await signedIn();
  const [second, third] = [await signIn(), await signIn()];
  const stranger = await world.given.company();
  const { body } = await client.get('/v1/sessions?limit=2');
  expect(body.items.length).toBe(2);
  const rest = await client.get(`/v1/sessions?limit=2&cursor=${body.next}`);
  const all = [...body.items, ...rest.body.items];
  expect(all.length).toBe(4); // the builder's own, and three sign-ins
  expect(all.filter(({ current }: { current: boolean }) => current).length).toBe(1);

  const secondId = (await second.get('/v1/session')).body.id;
  expect((await stranger.client.delete(`/v1/sessions/${secondId}`)).status).toBe(404);
  expect(await live(second)).toBe(200);
  expect((await client.delete(`/v1/sessions/${secondId}`)).status).toBe(204);
  expect([await live(second), await live(third)]).toEqual([401, 200]);
  expect((await client.delete('/v1/sessions')).body).toEqual({ ended: 2 });
  expect([await live(third), await live(owner.client), await live(client)]).toEqual([401, 401, 200]);
});

test('7.4.5 administrators end sessions of their own people only, and only at their own company', async () => {
  const company = await world.given.company();
  const other = await world.given.company();
  const editor = await world.given.member(company.id, ['editor']);
  const elsewhere = await world.given.session(editor.personId, null);
  expect((await other.client.delete(`/v1/members/${editor.memberId}/sessions`)).status).toBe(404);
  expect((await editor.client.delete(`/v1/members/${company.owner.memberId}/sessions`)).status).toBe(403);
  expect(await live(editor.client)).toBe(200);
  expect((await company.client.delete(`/v1/members/${editor.memberId}/sessions`)).body).toEqual({ ended: 1 });
  expect([await live(editor.client), await live(elsewhere)]).toEqual([401, 200]);
});
