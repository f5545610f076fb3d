import { limits, Operators } from '../../libs/exchange/access/index.ts';
import { Client } from '../support/client.ts';
import { postFrom } from '../support/from-address.ts';
import type { GivenMember } from '../support/given.ts';
import { deliver } from '../support/mailbox.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world?.close());

const soak = process.env.WARIFU_SOAK === '1';
if (soak) jest.setTimeout(30 * 60_000);
const signIn = (email: string, password: string, client = world.nobody) =>
  client.post('/v1/sessions', { email, password });
const events = async (event: string) =>
  (await world.database.admin.query(`select * from ledger_entries where event = $1 order by id`, [event])).rows;

async function owner(): Promise<GivenMember & { password: string }> {
  const { owner: member } = await world.given.company();
  return { ...member, password: await world.given.password(member.personId) };
}

const company = (more: object = {}) => ({
  names: { ja: 'ハヤブサ精機株式会社', en: 'Hayabusa Seiki' },
  sector: '26',
  sizeBand: '21-100',
  ...more,
});

test('a person signs up, founds a company, and is signed in as its owner; nothing is written before the mail is followed', async () => {
  const asked = await world.nobody.post('/v1/sign-ups', { email: 'Ｔａｒｏ@Hayabusa.example', language: 'ja' });
  expect(asked.status).toBe(202);
  expect((await world.database.admin.query('select from people')).rowCount).toBe(0);

  const [mail] = await deliver(world);
  expect(mail?.to).toBe('taro@hayabusa.example');
  expect(mail?.link.startsWith(`${world.origin}/#/sign-up/wl_`)).toBe(true);
  const answer = await world.nobody.post('/v1/sign-ups/completion', {
    token: mail?.token,
    person: { name: '隼 太郎', password: 'three grey pebbles' },
    title: '代表取締役',
    organization: company({ identifiers: [{ scheme: 'jp-corporate', value: '７０００-０１２０５-０００２' }] }),
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    person: { name: '隼 太郎', email: 'taro@hayabusa.example' },
    organization: { names: { ja: 'ハヤブサ精機株式会社' }, assurance: 'unverified' },
    roles: ['owner', 'approver'],
    operator: false,
  });
  expect(answer.body.can).toMatchObject({ 'profile.approve': true, 'requests.send': true });

  const own = await world.nobody.as(answer).get('/v1/organization');
  expect(own.body.identifiers).toMatchObject([{ scheme: 'jp-corporate', value: '7000012050002' }]);
  expect((await signIn('TARO@hayabusa.example', 'three grey pebbles')).status).toBe(201);
  expect((await events('organization.created')).length).toBe(1);
});

test('a sign-up asked for twice is completed once, and an address with an account is told so by mail only', async () => {
  const { email } = await owner();
  await world.nobody.post('/v1/sign-ups', { email: 'twice@new.example' });
  await world.nobody.post('/v1/sign-ups', { email: 'twice@new.example' });
  const known = await world.nobody.post('/v1/sign-ups', { email });
  const fresh = await world.nobody.post('/v1/sign-ups', { email: 'never@new.example' });
  expect([known.status, known.body]).toEqual([fresh.status, fresh.body]);

  const [one, two, third] = await deliver(world);
  expect(third).toMatchObject({ to: email, link: '' });
  const complete = (token: string | undefined) =>
    world.nobody.post('/v1/sign-ups/completion', {
      token,
      person: { name: 'ふたり', password: 'three grey pebbles' },
      title: '社長',
      organization: company(),
    });
  expect((await complete(one?.token)).status).toBe(201);
  expect((await complete(one?.token)).status).toBe(410);
  expect((await complete(two?.token)).status).toBe(410);
});

test('6.2.1 6.2.4 6.2.5 6.2.9 what makes a password is decided by length and guessability, and the field is named', async () => {
  const { client, password, email } = await owner();
  const change = (next: string) => client.put('/v1/session/password', { current: password, next });
  for (const next of ['only11chars', 'x'.repeat(257), 'password1234', 'qwertyuiopasdfghjkl', email]) {
    const answer = await change(next);
    expect([next, answer.status, answer.body.errors?.[0]?.pointer]).toEqual([next, 400, '/next']);
  }
  for (const [at, next] of [
    '🦊🐢🌲🍵🎐🧭🪁🎏🪵🧶🪨🌀',
    '雨の日は本を読んで過ごします',
    `${'long enough '.repeat(20)}!`,
  ].entries()) {
    const who = await owner();
    expect([at, (await who.client.put('/v1/session/password', { current: who.password, next })).status]).toEqual([
      at,
      204,
    ]);
    expect((await signIn(who.email, next)).status).toBe(201);
  }
});

test('6.2.8 the password is checked exactly as sent, beyond the 72nd byte too', async () => {
  const { owner: member } = await world.given.company();
  const base = 'あいうえおかきくけこさしすせそたちつてと'.repeat(2);
  await world.given.password(member.personId, `${base}末尾一`);
  expect((await signIn(member.email, `${base}末尾二`)).status).toBe(401);
  expect((await signIn(member.email, ` ${base}末尾一`)).status).toBe(401);
  expect((await signIn(member.email, `${base}末尾一 `)).status).toBe(401);
  expect((await signIn(member.email, `${base}末尾一`)).status).toBe(201);
});

test('6.1.1 an attacker fails hundreds of times (a thousand in the long run), from one address and from many; the owner still signs in', async () => {
  const { email, password } = await owner();
  const url = `${world.origin}/v1/sessions`;
  let refused = 0;
  for (let round = 0; round < (soak ? 50 : 10); round += 1) {
    const guesses = Array.from({ length: 20 }, () =>
      postFrom('127.0.0.66', url, { email, password: 'not it at all!' }),
    );
    for (const answer of await Promise.all(guesses)) {
      expect([401, 429]).toContain(answer.status);
      if (answer.status === 429) {
        refused += 1;
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
  }
  expect(refused).toBe((soak ? 1000 : 200) - limits['sign-in.pair'].most);
  for (let host = 100; host < 120; host += 1) {
    const guesses = [1, 2, 3].map(() => postFrom(`127.0.1.${host}`, url, { email, password: 'not it at all!' }));
    await Promise.all(guesses);
  }
  // A siege by now: an address gets three tries, and the owner at their own needs one.
  const besieged = await Promise.all(
    Array.from({ length: 6 }, () => postFrom('127.0.1.200', url, { email, password: 'not it at all!' })),
  );
  expect(besieged.filter(({ status }) => status === 401).length).toBe(limits['sign-in.pair-under-siege'].most);
  expect((await postFrom('127.0.0.9', url, { email, password })).status).toBe(201);
});

test('6.3.1 guessing is counted over replicas: two processes on one database count as one', async () => {
  const { email } = await owner();
  const other = await openWorld({ DATABASE_URL: world.database.appUrl });
  const answers = [];
  for (let at = 0; at < 14; at += 1)
    answers.push(await signIn(email, 'not it at all!', at % 2 ? world.nobody : other.nobody));
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
  await other.close();
});

test('6.3.1 spraying one password over many accounts is refused by address; asking for mails too', async () => {
  const url = `${world.origin}/v1/sessions`;
  const tries = Array.from({ length: 110 }, (_, at) =>
    postFrom('127.0.0.77', url, { email: `nobody-${at}@spray.example`, password: 'Spring2027!!' }),
  );
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401).length).toBe(limits['sign-in.address'].most);
  expect(statuses.filter((status) => status === 429).length).toBe(10);

  const asks = Array.from({ length: 25 }, (_, at) =>
    postFrom('127.0.0.78', `${world.origin}/v1/password-resets`, { email: `nobody-${at}@spray.example` }),
  );
  const asked = (await Promise.all(asks)).map(({ status }) => status);
  expect(asked.filter((status) => status === 202).length).toBe(limits['mail-link.address'].most);
});

test('one mailbox gets five mails an hour, whoever asks; the answer stays the same', async () => {
  const { email } = await owner();
  for (let at = 0; at < 8; at += 1) {
    const answer = await postFrom(`127.0.3.${at + 1}`, `${world.origin}/v1/password-resets`, { email });
    expect(answer.status).toBe(202);
  }
  expect((await deliver(world)).length).toBe(limits['mail-link.account'].most);
});

test('4.1.3 a forwarded address is believed from as many proxies as configured, and not at all by default', async () => {
  const behind = await openWorld({ DATABASE_URL: world.database.appUrl, TRUSTED_PROXIES: '1' });
  const guess = async (at: string, origin: string, from: string) =>
    (
      await postFrom(
        at,
        `${origin}/v1/sessions`,
        { email: `${at}@guess.example`, password: 'not it at all!' },
        { 'x-forwarded-for': from },
      )
    ).status;
  const told = async (at: string, origin: string, from: (round: number) => string) => {
    const statuses = [];
    for (let round = 0; round < 12; round += 1) statuses.push(await guess(at, origin, from(round)));
    return statuses.filter((status) => status === 429).length;
  };
  expect(await told('127.0.0.31', world.origin, (round) => `203.0.113.${round}`)).toBe(2);
  expect(await told('127.0.0.32', behind.origin, (round) => `203.0.113.${round}`)).toBe(0);
  expect(await told('127.0.0.33', behind.origin, (round) => `198.51.100.${round}, 203.0.113.99`)).toBe(2);
  await behind.close();
});

test('6.3.2 there is no account until somebody makes one; the first operator is made once, by command', async () => {
  expect((await world.database.admin.query('select from people')).rowCount).toBe(0);
  const operators = world.app.get(Operators, { strict: false });
  const one = { email: 'operator@warifu.example', name: '運営', password: 'nine lamps on a pier' };
  const made = await Promise.allSettled([
    operators.create(one),
    operators.create({ ...one, email: 'two@warifu.example' }),
  ]);
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(operators.create({ ...one, email: 'three@warifu.example', another: true })).resolves.toBeDefined();
  await expect(operators.create({ ...one, another: true, password: 'password1234' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

test('6.3.8 existing accounts cannot be told from others by words, status or time', async () => {
  const pairs = soak ? 2000 : 40;
  const { owner: first } = await world.given.company();
  await world.given.password(first.personId);
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  const bodies = new Set<string>();
  // Every person has the same hash: what differs is only whether there is somebody.
  await world.database.admin.query(
    `insert into people (id, email, name, password_hash)
     select gen_random_uuid(), 'known-' || n || '@time.example', 'x', p.password_hash
       from generate_series(0, $1) n, people p where p.id = $2`,
    [pairs + 5, first.personId],
  );
  for (let at = -5; at < pairs; at += 1) {
    const order = at % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of order) {
      const began = performance.now();
      const answer = await postFrom(`127.1.${(at + 5) >> 6}.${((at + 5) & 63) + 1}`, `${world.origin}/v1/sessions`, {
        email: `${kind}-${at + 5}@time.example`,
        password: 'not it at all!',
      });
      if (at >= 0) times[kind].push(performance.now() - began);
      expect(answer.status).toBe(401);
      bodies.add(JSON.stringify({ ...answer.body, requestId: '' }));
    }
  }
  expect(bodies.size).toBe(1);
  expect(Math.abs(welch(times.known, times.unknown))).toBeLessThan(4.5);
});

test('sign-in outcomes are in the ledger; a failure does not say whether there is such an account', async () => {
  const { email, password, personId } = await owner();
  await signIn(email, password);
  await signIn(email, 'not it at all!');
  await signIn('nobody@nowhere.example', 'not it at all!');
  expect(await events('person.signed-in')).toMatchObject([{ subject_id: personId }]);
  const failures = await events('person.sign-in-failed');
  expect(
    failures.map(({ subject_id, organization_id, member_id }) => [subject_id, organization_id, member_id]),
  ).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
  expect(JSON.stringify(failures)).not.toContain(email);
});

test('3.3.1 3.3.2 3.3.3 3.3.4 the session cookie is HttpOnly and Lax, and __Host- with Secure under https', async () => {
  const { email, password } = await owner();
  const plain = (await signIn(email, password)).headers.getSetCookie();
  expect(plain[0]).toMatch(/^warifu=ws_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  const tls = await openWorld({ DATABASE_URL: world.database.appUrl, PUBLIC_ORIGIN: 'https://warifu.example' });
  const port = (tls.app.getHttpServer().address() as { port: number }).port;
  const secure = await new Client(`http://127.0.0.1:${port}`).post('/v1/sessions', { email, password });
  expect(secure.headers.getSetCookie()[0]).toMatch(
    /^__Host-warifu=ws_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(secure.text).not.toContain('ws_');
  await tls.close();
});

/** Welch's t: how far two means lie apart, in standard errors. */
function welch(a: number[], b: number[]): number {
  const mean = (x: number[]) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const spread = (x: number[]) => x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0) / (x.length - 1) / x.length;
  return (mean(a) - mean(b)) / Math.sqrt(spread(a) + spread(b));
}
