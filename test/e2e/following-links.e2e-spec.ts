import { limits } from '../../libs/exchange/access/index.ts';
import { postFrom } from '../support/from-address.ts';
import type { GivenCompany } from '../support/given.ts';
import { type Delivered, deliver } from '../support/mailbox.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world?.close());

const person = { name: '新田 はるか', password: 'eleven kites at noon' };
const firm = { names: { ja: 'アカゲラ工業株式会社' }, sector: '24', sizeBand: '1-20' };
const soak = process.env.WARIFU_SOAK === '1';
if (soak) jest.setTimeout(60 * 60_000);
const rounds = soak ? 500 : 3;

async function invite(company: GivenCompany, body: object = {}) {
  const sent = await company.client.post('/v1/invitations', {
    kind: 'member',
    email: 'haruka@akagera.example',
    roles: ['editor'],
    title: '課長',
    ...body,
  });
  expect([sent.status, sent.text]).toEqual([201, expect.anything()]);
  const [mail] = await deliver(world);
  return { id: sent.body.id as string, mail: mail as Delivered };
}
const invitePartner = (company: GivenCompany, more: object = {}) =>
  company.client.post('/v1/invitations', { kind: 'partner', email: 'president@akagera.example', ...more });
const accept = (token: string, body: object = { kind: 'member', person }) =>
  world.nobody.post('/v1/invitations/acceptance', { token, ...body });
const gone = {
  status: 410,
  body: { code: 'link-not-valid', detail: 'This link is not valid any more. Ask for a new one.' },
};

test('an invited person sets name and password, takes the seat offered and is signed in there', async () => {
  const company = await world.given.company({ name: 'ミヤマ電機株式会社' });
  const { mail, id } = await invite(company);
  expect(mail).toMatchObject({ to: 'haruka@akagera.example', subject: '【割符】ミヤマ電機株式会社からの招待' });
  expect(mail.link.startsWith(`${world.origin}/#/invitation/wl_`)).toBe(true);

  const offer = await world.nobody.post('/v1/invitations/offer', { token: mail.token });
  expect(offer.body).toMatchObject({
    kind: 'member',
    email: 'haruka@akagera.example',
    from: { names: { ja: 'ミヤマ電機株式会社' }, assurance: 'operator' },
    roles: ['editor'],
    known: false,
  });
  const answer = await accept(mail.token);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    organization: { id: company.id },
    roles: ['editor'],
    can: { 'profile.edit': true, 'profile.approve': false },
  });
  expect((await world.nobody.as(answer).get('/v1/members')).body.items.length).toBe(2);
  expect((await company.client.get('/v1/invitations')).body.items).toMatchObject([
    { id, state: 'accepted', kind: 'member' },
  ]);
});

test('somebody with an account accepts while signed in, and has two seats to choose from', async () => {
  const company = await world.given.company();
  const elsewhere = await world.given.company();
  const { mail } = await invite(company, { email: elsewhere.owner.email });
  expect((await accept(mail.token, { kind: 'member', person })).status).toBe(401);
  const answer = await elsewhere.client.post('/v1/invitations/acceptance', { kind: 'member', token: mail.token });
  expect(answer.status).toBe(201);
  expect(answer.body.seats.length).toBe(2);
  expect(answer.body.organization.id).toBe(company.id);
  expect((await elsewhere.client.get('/v1/session')).status).toBe(401);
});

test('a partner company comes in by invitation, unverified, in the relation the inviter said', async () => {
  const company = await world.given.company();
  expect((await invitePartner(company, { relation: { kind: 'supply', ourSide: 'from' } })).status).toBe(201);
  const [mail] = await deliver(world);
  const answer = await accept(mail?.token ?? '', { kind: 'partner', person, title: '社長', organization: firm });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    organization: { names: firm.names, assurance: 'unverified' },
    roles: ['owner', 'approver'],
  });
  const { body } = await company.client.get('/v1/relations');
  expect(body.items).toMatchObject([{ partner: { id: answer.body.organization.id }, kind: 'supply', ourSide: 'from' }]);
});

test('6.4.1 an invitation is random, over after seven days, and bound to its address', async () => {
  const company = await world.given.company();
  const { mail } = await invite(company);
  expect(mail.token).toMatch(/^wl_[\w-]{43}$/);

  // Forwarded: somebody signed in under another address gets nothing, and uses nothing up.
  const stranger = await world.given.company();
  expect(await stranger.client.post('/v1/invitations/acceptance', { kind: 'member', token: mail.token })).toMatchObject(
    gone,
  );
  // Nothing in the body can move it to another company, address or role.
  for (const more of [{ organizationId: stranger.id }, { email: 'x@y.example' }, { roles: ['owner'] }]) {
    expect((await accept(mail.token, { kind: 'member', person, ...more })).status).toBe(400);
  }
  await world.database.moveClock('7 days 1 minute');
  expect(await accept(mail.token)).toMatchObject(gone);
  await world.database.moveClock('6 days 23 hours');
  expect((await accept(mail.token)).status).toBe(201);
  expect(await accept(mail.token)).toMatchObject(gone);
});

test('6.5.1 a link works once, also when twenty follow it at the same moment on two replicas', async () => {
  const company = await world.given.company();
  const other = await openWorld({ DATABASE_URL: world.database.appUrl });
  for (let round = 0; round < rounds; round += 1) {
    const email = `round-${round}@akagera.example`;
    await world.database.admin.query('delete from attempts');
    const { mail } = await invite(company, { email });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        postFrom(`127.0.4.${at + 1}`, `${at % 2 ? world.origin : other.origin}/v1/invitations/acceptance`, {
          kind: 'member',
          token: mail.token,
          person,
        }),
      ),
    );
    expect(answers.map(({ status }) => status).filter((status) => status < 300)).toEqual([201]);
    expect(answers.filter(({ status }) => ![201, 401, 410].includes(status))).toEqual([]);
    const { rows } = await world.database.admin.query(
      `select count(*)::int as n from members m join people p on p.id = m.person_id where p.email = $1`,
      [email],
    );
    expect(rows[0].n).toBe(1);
  }
  await other.close();
});

test('6.6.2 a link of one kind opens nothing of another: every pair crossed, with the same words', async () => {
  const company = await world.given.company();
  await world.given.password(company.owner.personId);
  await world.nobody.post('/v1/sign-ups', { email: 'fresh@akagera.example' });
  await world.nobody.post('/v1/password-resets', { email: company.owner.email });
  await invitePartner(company);
  const { rows } = await world.database.admin.query('select kind, id from mails');
  const mails = await deliver(world);
  const { mail: member } = await invite(company);
  const tokenOf = (kind: string) =>
    mails.find(({ id }) => id === rows.find((row) => row.kind === kind)?.id)?.token ?? '';
  const tokens: Record<string, string> = {
    'sign-up': tokenOf('sign-up'),
    'password-reset': tokenOf('password-reset'),
    'partner-invitation': tokenOf('partner-invitation'),
    'member-invitation': member.token,
    session: company.client.credentials.cookie?.split('=')[1] ?? '',
    nonsense: 'wl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  };
  expect(new Set(Object.values(tokens)).size).toBe(6);
  const doors: Record<string, (token: string) => Promise<{ status: number; body: unknown }>> = {
    'sign-up': (token) =>
      world.nobody.post('/v1/sign-ups/completion', { token, person, title: '社長', organization: firm }),
    'password-reset': (token) =>
      world.nobody.post('/v1/password-resets/completion', { token, password: person.password }),
    'member-invitation': (token) => accept(token),
    'partner-invitation': (token) => accept(token, { kind: 'partner', person, title: '社長', organization: firm }),
  };
  for (const [door, open] of Object.entries(doors)) {
    for (const [kind, token] of Object.entries(tokens)) {
      if (kind !== door) expect([door, kind, await open(token)]).toMatchObject([door, kind, gone]);
    }
  }
  // None opens a session or stands for an API key either.
  for (const token of Object.values(tokens).slice(0, 4)) {
    expect((await world.nobody.get('/v1/session', { cookie: `warifu=${token}` })).status).toBe(401);
    expect((await world.nobody.get('/v1/organization', { authorization: `Bearer ${token}` })).status).toBe(401);
  }
  // And each is still good for its own.
  for (const [door, open] of Object.entries(doors))
    expect([door, (await open(tokens[door] ?? '')).status < 300]).toEqual([door, true]);
});

test('6.6.3 guessing links is limited by address; whoever holds a valid one elsewhere is not held up', async () => {
  const company = await world.given.company();
  const { mail } = await invite(company);
  const statuses = [];
  for (let at = 0; at < 34; at += 1) {
    const token = `wl_${String(at).padStart(43, 'A')}`;
    statuses.push((await postFrom('127.0.0.44', `${world.origin}/v1/invitations/offer`, { token })).status);
  }
  expect(statuses.filter((status) => status === 410).length).toBe(limits['link.address'].most);
  expect(statuses.filter((status) => status === 429).length).toBe(4);
  expect((await postFrom('127.0.0.45', `${world.origin}/v1/invitations/offer`, { token: mail.token })).status).toBe(
    200,
  );
});

test('6.4.3 a reset ends all sessions and older reset links, signs nobody in, and is bound to one hour', async () => {
  const { owner } = await world.given.company();
  const old = await world.given.password(owner.personId);
  const second = await world.given.session(owner.personId, owner.memberId);
  await world.nobody.post('/v1/password-resets', { email: owner.email, language: 'en' });
  await world.nobody.post('/v1/password-resets', { email: owner.email });
  const [first, last] = await deliver(world);
  const complete = (token: string | undefined, password = 'eleven kites at noon') =>
    world.nobody.post('/v1/password-resets/completion', { token, password });

  // A password that is refused leaves the link as it was.
  expect((await complete(last?.token, 'password1234')).body.errors[0].pointer).toBe('/password');
  await world.database.moveClock('61 minutes');
  expect(await complete(last?.token)).toMatchObject(gone);
  await world.database.moveClock('59 minutes');
  const done = await complete(last?.token);
  expect([done.status, done.headers.getSetCookie()]).toEqual([204, []]);
  expect(await complete(first?.token)).toMatchObject(gone);
  for (const client of [owner.client, second]) expect((await client.get('/v1/session')).status).toBe(401);
  const signIn = async (password: string) =>
    (await world.nobody.post('/v1/sessions', { email: owner.email, password })).status;
  expect([await signIn(old), await signIn('eleven kites at noon')]).toEqual([401, 201]);
});

test('asking for a reset says and does the same for every address; nobody without an account gets a mail', async () => {
  const { owner } = await world.given.company();
  const answers = await Promise.all(
    [owner.email, 'nobody@nowhere.example'].map((email) => world.nobody.post('/v1/password-resets', { email })),
  );
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(answers[0]?.text).toBe(answers[1]?.text);
  expect((await world.database.admin.query(`select from one_time_links`)).rowCount).toBe(2);
  expect((await deliver(world)).map(({ to }) => to)).toEqual([owner.email]);
});

test('an invitation is cancelled once, by the company that sent it, and its link is worthless from then on', async () => {
  const company = await world.given.company();
  const other = await world.given.company();
  const { mail, id } = await invite(company);
  expect((await other.client.post(`/v1/invitations/${id}/cancellation`)).status).toBe(404);
  expect((await company.client.post(`/v1/invitations/${id}/cancellation`)).status).toBe(204);
  expect((await company.client.post(`/v1/invitations/${id}/cancellation`)).status).toBe(409);
  expect(await accept(mail.token)).toMatchObject(gone);
  expect((await other.client.get('/v1/invitations')).body.items).toEqual([]);
});

test('2.4.1 one mailbox gets at most five invitations a day, from all companies together', async () => {
  const statuses = [];
  for (let at = 0; at < 6; at += 1) statuses.push((await invitePartner(await world.given.company())).status);
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
});

test('an administrator cannot invite an owner, nobody invites a member again, and a program invites nobody', async () => {
  const company = await world.given.company();
  const administrator = await world.given.member(company.id, ['administrator']);
  const body = { kind: 'member', email: 'x@akagera.example', roles: ['owner'], title: '専務' };
  expect((await administrator.client.post('/v1/invitations', body)).status).toBe(403);
  expect((await company.client.post('/v1/invitations', { ...body, email: administrator.email })).status).toBe(409);
  const key = await world.given.key(company.id, company.owner.memberId, ['invitations.manage']);
  expect((await key.client.post('/v1/invitations', { ...body, roles: ['viewer'] })).status).toBe(403);
});

test('14.2.1 no secret of a link stands in any path, ledger row, job or column', async () => {
  const company = await world.given.company();
  const { mail } = await invite(company);
  const { rows } = await world.database.admin.query(
    `select (select jsonb_agg(to_jsonb(l)) from ledger_entries l)::text || (select jsonb_agg(to_jsonb(m)) from mails m)::text
         || (select jsonb_agg(to_jsonb(o)) from outbox_messages o)::text || (select jsonb_agg(to_jsonb(k)) from one_time_links k)::text as all`,
  );
  expect(rows[0].all).not.toContain(mail.token);
  expect(rows[0].all).not.toContain(Buffer.from(mail.token).toString('hex'));
  expect(new URL(mail.link).pathname).toBe('/');
});
