import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../support/client.ts';
import { deliver } from '../support/mailbox.ts';
import { until } from '../support/work.ts';
import { freePort, openWorld, testMasterKey, type World } from '../support/world.ts';
import type { Party } from './canaries.ts';
import { type Cast, castOf } from './cast.ts';
import { urlOf, type Walked, walkOf } from './routes.ts';

// 8.2.2 8.2.3 14.2.1 14.2.6 16.2.5 13.3.1: what is not granted is in no answer, list, count, filter, file, mail or log.

let world: World;
let cast: Cast;
let walk: Walked[];
beforeAll(async () => {
  world = await openWorld({ DENIALS_PER_MINUTE: '1000000' });
  cast = await castOf(world);
  walk = await walkOf(world);
}, 120_000);
afterAll(() => world?.close());
beforeEach(() => world.database.admin.query('delete from attempts'));

const parties = (): readonly (readonly [Party | undefined, Client])[] => [
  [undefined, world.nobody],
  [undefined, cast.seatless],
  ['attacker', cast.attacker.client],
  ['partner', cast.partner.client],
  ['third', cast.third.client],
];

/** Routes that would sign the caller out, or close a company. */
const endsSessions = ({ method, path }: Walked) =>
  method !== 'GET' && (/^\/v1\/sessions?\b|closure|departure|members/.test(path) || path === '/v1/organizations');

/** Every query a list takes, one value of each of its filters at a time, and all its pages by ones. */
function queriesOf({ operation }: Walked): string[] {
  const parameters = operation.parameters.filter((one) => one.in === 'query');
  const values = (name: string, schema: { enum?: string[]; type?: unknown; format?: string }) => {
    if (schema.enum) return schema.enum;
    if (schema.format === 'uuid') return [cast.victim.id, cast.attacker.id, cast.victim.things.givenGrant];
    if (name === 'limit') return ['1', '200'];
    if (schema.format === 'date') return ['2020-01-01', '2099-01-01'];
    if (name === 'since' || name === 'from') return ['1', '2'];
    return ['canary', '被害'];
  };
  return [
    '',
    ...parameters.flatMap(({ name, schema }) =>
      values(name, schema as never).map((value) => `${name}=${encodeURIComponent(value)}`),
    ),
  ];
}

test('the canaries are really there: their owner sees them', async () => {
  const seen = await Promise.all(
    [
      '/v1/profile/items',
      '/v1/profile/company-items',
      '/v1/evidence',
      '/v1/credentials',
      '/v1/members',
      '/v1/invitations',
      '/v1/service-accounts',
      '/v1/editions/2',
      '/v1/grants',
      '/v1/access-requests',
      '/v1/catalogues/imports',
    ].map(async (path) => {
      const { text } = await cast.victim.client.get(path);
      return [path, /canary-[a-z0-9-]+/.test(text)];
    }),
  );
  expect(seen.filter(([, there]) => !there)).toEqual([]);
  expect(cast.canaries.size).toBeGreaterThan(60);
});

test('no GET of any route, with any filter, tells anybody what is not theirs', async () => {
  const leaks: string[] = [];
  let asked = 0;
  for (const route of walk.filter(({ method }) => method === 'GET')) {
    for (const things of [cast.victim.things, cast.attacker.things]) {
      const url = urlOf({ ...route, example: { ...route.example, query: undefined as never } }, things, cast);
      for (const query of queriesOf(route)) {
        for (const [party, client] of parties()) {
          const answer = await client.get(query ? `${url}?${query}` : url);
          asked += 1;
          const told = `${answer.text} ${JSON.stringify([...answer.headers])}`;
          for (const canary of cast.canaries.leaked(told, party))
            leaks.push(`${route.key}?${query} tells ${party ?? 'nobody'} ${canary}`);
          if (answer.status >= 500) leaks.push(`${route.key}?${query} → ${answer.status}`);
        }
      }
      if (asked % 100 === 0) await world.database.admin.query('delete from attempts');
    }
  }
  expect(leaks.slice(0, 20)).toEqual([]);
  expect(asked).toBeGreaterThan(500);
}, 120_000);

test('no refusal of any write tells anybody what is not theirs', async () => {
  const leaks: string[] = [];
  for (const route of walk.filter(({ method }) => method !== 'GET')) {
    if (endsSessions(route)) continue;
    await world.database.admin.query('delete from attempts');
    for (const [party, client] of parties()) {
      const body = route.example.body?.(cast.victim.things, cast);
      for (const sent of [body, { ...(body as object), unexpected: 1 }]) {
        const answer = await client.send(route.method, urlOf(route, cast.victim.things, cast), {
          ...(body === undefined ? {} : { body: sent }),
          headers: { ...route.example.headers },
        });
        for (const canary of cast.canaries.leaked(answer.text, party))
          leaks.push(`${route.key} tells ${party ?? 'nobody'} ${canary}: ${answer.text.slice(0, 200)}`);
      }
    }
  }
  expect(leaks).toEqual([]);
});

test('a granted summary shows the summary, and neither the levels above, the items beside, nor the edition before', async () => {
  const { text, status } = await cast.partner.client.get(`/v1/grants/${cast.victim.things.givenGrant}/disclosure`);
  expect(status).toBe(200);
  expect(text).toMatch(/canary-l1-/);
  expect(text).toMatch(/canary-l2-/);
  expect(cast.canaries.leaked(text, 'partner')).toEqual([]);
  const bundle = await cast.partner.client.post(`/v1/grants/${cast.victim.things.givenGrant}/bundles`, {
    nonce: 'B'.repeat(22),
  });
  expect(bundle.status).toBe(200);
  const opened = bundle.text.replace(
    /[A-Za-z0-9_-]{24,}/g,
    (part) => `${part} ${Buffer.from(part, 'base64url').toString('utf8')}`,
  );
  expect(opened).toMatch(/canary-l2-/);
  expect(cast.canaries.leaked(opened, 'partner')).toEqual([]);
});

test('filters, orders and counts are no oracle: a foreign id narrows to nothing, and no total is told', async () => {
  for (const path of ['/v1/grants', '/v1/access-records']) {
    const { body } = await cast.attacker.client.get(`${path}?partner=${cast.victim.id}`);
    expect([path, body]).toEqual([path, { items: [] }]);
  }
  const records = await cast.attacker.client.get(`/v1/access-records?grant=${cast.victim.things.givenGrant}`);
  expect(records.body).toEqual({ items: [] });
  for (const path of [
    '/v1/grants?side=given&order=purpose',
    '/v1/grants?purpose=canary',
    '/v1/members?name=canary',
    '/v1/evidence?title=canary',
  ]) {
    expect([path, (await cast.attacker.client.get(path)).status]).toEqual([path, 400]);
  }
});

test('mails carry no fact: neither the purpose nor the reason, and nothing of anybody else', async () => {
  const mails = await deliver(world);
  const folder = join(world.home, 'mail');
  expect(mails.length).toBeGreaterThan(0);
  const leaks = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const readable = `${text} ${text.replace(/=\r?\n/g, '')} ${text
      .split(/\r?\n\r?\n/)
      .map((part) => Buffer.from(part, 'base64').toString())
      .join(' ')} ${name}`;
    return cast.canaries.leaked(readable, undefined).map((canary) => `${name}: ${canary}`);
  });
  expect(leaks).toEqual([]);
});

test('the queue carries ids and nothing else', async () => {
  const { rows } = await world.database.admin.query(`select job, payload::text from outbox_messages`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ payload }) => /canary|@|wl_|ws_|wk_/.test(payload))).toEqual([]);
});

test('the ledger has no text that anybody wrote, and no secret', async () => {
  const { rows } = await world.database.admin.query(
    `select event, detail::text from ledger_entries where detail is not null`,
  );
  expect(
    rows.filter(
      ({ detail }) => cast.canaries.leaked(detail, undefined).length > 0 || /\bw[skl]_[A-Za-z0-9_-]{43}/.test(detail),
    ),
  ).toEqual([]);
});

test('evidence lies in the store under our own names, and sealed', () => {
  const folder = join(world.home, 'evidence');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = `${file.parentPath}/${file.name} ${readFileSync(join(file.parentPath, file.name), 'latin1')}`;
    expect(cast.canaries.leaked(text, undefined)).toEqual([]);
  }
});

test('neither the log nor anything the process prints holds a fact, a secret or a line of somebody else’s making', async () => {
  const [port, metrics] = [await freePort(), await freePort()];
  mkdirSync(join(world.home, 'logged'), { recursive: true });
  const child = spawn(process.execPath, [join(__dirname, '../../dist/apps/api/main.js')], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      PORT: String(port),
      METRICS_PORT: String(metrics),
      PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
      DATABASE_URL: world.database.appUrl,
      WARIFU_HOME: join(world.home, 'logged'),
      WARIFU_MASTER_KEY: testMasterKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  try {
    const origin = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${origin}/health/live`).catch(() => undefined))?.status === 200);
    const password = `canary-password-${port}-long`;
    const as = (client: Client) => new Client(origin, client.credentials);
    for (const client of [cast.victim.client, cast.attacker.client, cast.partner.client]) {
      for (const route of walk) {
        if (endsSessions(route)) continue;
        const body = route.example.body?.(cast.victim.things, cast);
        await as(client).send(route.method, urlOf(route, cast.victim.things, cast), {
          ...(body === undefined ? {} : { body: withText(body, 'canary-sent\n{"level":60,"msg":"forged"}\u001b[31m') }),
          headers: { ...route.example.headers, 'x-canary': 'canary-header', 'user-agent': 'canary-agent\tx' },
        });
      }
      await as(client).get('/v1/organizations?name=canary-searched');
      await as(client).get('/v1/canary-path');
    }
    expect((await as(cast.victim.client).get('/v1/session')).status).toBe(200);
    await new Client(origin).post('/v1/sessions', { email: cast.victim.owner.email, password });
    await new Client(origin).post('/v1/sessions', '{"email": "canary-broken');
    // A bug inside: a table is gone, so that an unexpected error with its whole cause is logged.
    await world.database.admin.query('alter table access_requests rename to access_requests_gone');
    const broken = await as(cast.victim.client).get(`/v1/access-requests/${cast.victim.things.requestReceived}`);
    const written = await as(cast.victim.client).post('/v1/access-requests', {
      holder: cast.partner.id,
      reason: 'canary-reason-in-a-bug',
      purpose: 'canary-purpose-in-a-bug',
      items: { 'K1-01': 'detail' },
      contact: 'canary-contact-in-a-bug',
    });
    await world.database.admin.query('alter table access_requests_gone rename to access_requests');
    expect([broken.status, written.status]).toEqual([500, 500]);
    expect(written.text).not.toMatch(/access_requests|canary/);
    await until(async () => said.includes('"level":50'));

    const secrets = [cast.victim, cast.attacker].map(
      ({ client }) => client.credentials.cookie?.split('=')[1] as string,
    );
    writeFileSync(join(world.home, 'log.txt'), said);
    const found = [
      ...cast.canaries.leaked(said, undefined),
      ...(said.match(/canary-[a-z-]*/g) ?? []),
      ...secrets.filter((one) => said.includes(one)),
    ];
    expect([...new Set(found)]).toEqual([]);
    expect(said).not.toContain(testMasterKey);
    expect(said).not.toContain(password);
    expect(said).not.toMatch(/w[skl]_[A-Za-z0-9_-]{43}/);
    expect(said).not.toContain('forged');
    expect(said).not.toContain('\u001b');
    for (const line of said.split('\n').filter(Boolean))
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.stringMatching(/Z$/) });
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}, 120_000);

/** The body with every free text in it replaced. */
function withText(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withText(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      typeof inner === 'string' &&
      ['ja', 'en', 'reason', 'purpose', 'contact', 'title', 'name', 'password', 'token'].includes(name)
        ? [name, text]
        : [name, withText(inner, text)],
    ),
  );
}
