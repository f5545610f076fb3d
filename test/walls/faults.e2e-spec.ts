import { openWorld, type World } from '../support/world.ts';
import { type Cast, castOf } from './cast.ts';
import { Prober } from './probe.ts';
import { urlOf, type Walked, walkOf } from './routes.ts';

// 13.1.2 13.1.3 16.5.2 16.5.3 16.5.4: when something fails the answer is "try again" or nothing, never data, and soon.

let world: World;
let cast: Cast;
let walk: Walked[];
let probe: Prober;
beforeAll(async () => {
  world = await openWorld({ DENIALS_PER_MINUTE: '1000000', DATABASE_POOL: '3', READING_POOL: '2' });
  cast = await castOf(world);
  walk = await walkOf(world);
  probe = new Prober(world.origin);
}, 120_000);
afterAll(() => world?.close());

const reads = () => walk.filter(({ method, rule }) => method === 'GET' && rule.kind !== 'open');

test.each(['sessions', 'members', 'organizations'])(
  '16.5.3 with %s gone no guard lets anybody through',
  async (table) => {
    await world.database.admin.query(`alter table ${table} rename to ${table}_gone`);
    try {
      for (const route of reads()) {
        const { status, text } = await probe.ask(cast.victim.client, 'GET', urlOf(route, cast.victim.things, cast));
        expect([route.key, status >= 500 || status === 401, cast.canaries.leaked(text, undefined)]).toEqual([
          route.key,
          true,
          [],
        ]);
        expect(text).not.toMatch(/_gone|relation|does not exist/);
      }
    } finally {
      await world.database.admin.query(`alter table ${table}_gone rename to ${table}`);
    }
    expect((await cast.victim.client.get('/v1/grants')).status).toBe(200);
  },
);

test('16.5.2 without the right to write records nothing is read, and the answer says to try again', async () => {
  await world.database.admin.query(`revoke insert on ledger_entries from warifu_definer`);
  const { status, headers, text } = await cast.partner.client.get(
    `/v1/grants/${cast.victim.things.givenGrant}/disclosure`,
  );
  await world.database.admin.query(`grant insert on ledger_entries to warifu_definer`);
  expect([status, headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expect(cast.canaries.leaked(text, undefined)).toEqual([]);
});

const wish = (at: number) => ({
  holder: cast.partner.id,
  reason: 'r',
  purpose: `pool ${at}`,
  items: { 'K1-01': 'detail' },
  contact: 'c',
});

test('13.1.2 many more requests than connections, each with a key that holds one: all are answered, none waits for itself', async () => {
  const begin = Date.now();
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      cast.victim.client.post('/v1/access-requests', wish(at), { 'idempotency-key': `pool-used-up-${at}` }),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(30);
  for (const { status, headers } of answers) if (status === 503) expect(headers.get('retry-after')).toMatch(/^\d+$/);
  expect(Date.now() - begin).toBeLessThan(20_000);
}, 60_000);

test('13.1.3 a database that hangs is told of within ten seconds, and afterwards everything goes on', async () => {
  const holder = await world.database.admin.connect();
  await holder.query('begin');
  await holder.query('lock table access_requests in access exclusive mode');
  const begin = Date.now();
  const answers = await Promise.all(Array.from({ length: 8 }, () => cast.victim.client.get('/v1/access-requests')));
  const took = Date.now() - begin;
  await holder.query('rollback');
  holder.release();
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 503));
  expect(answers.every(({ headers }) => headers.get('retry-after'))).toBe(true);
  expect(took).toBeLessThan(10_000);
  expect((await cast.victim.client.get('/v1/access-requests')).status).toBe(200);
}, 60_000);

test('2.4.1 somebody who keeps reading what is public is slowed, before the ledger fills up', async () => {
  const issued = await cast.victim.client.post('/v1/grants', {
    grantee: 'public',
    purpose: 'public',
    items: { 'K1-01': 'public' },
    until: null,
  });
  expect(issued.status).toBe(201);
  const path = `/v1/public/${cast.victim.id}/disclosure`;
  expect((await world.nobody.get(path)).status).toBe(200);
  await world.database.admin.query('update attempts set count = 600');
  const slowed = await world.nobody.get(path);
  expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  const { rows } = await world.database.admin.query(
    `select count(*)::int as reads from ledger_entries where event = 'disclosure.public-viewed'`,
  );
  expect(rows[0].reads).toBe(1);
});
