import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readKeptHead, verifyLedger } from '../../libs/exchange/ledger/index.ts';
import type { GivenCompany } from '../support/given.ts';
import { killProcesses, type Process, startProcess } from '../support/child.ts';
import { emptyRedis, until } from '../support/work.ts';
import { openWorld, testMasterKey, type World } from '../support/world.ts';

const kills = process.env.WARIFU_SOAK === '1' ? 200 : 20;
const redisDatabase = 2;
jest.setTimeout(120_000 + kills * 5_000);

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await killProcesses();
  await world?.close();
});

const environment = (more: Record<string, string> = {}) => ({
  NODE_ENV: 'test',
  DATABASE_URL: world.database.appUrl,
  DATABASE_POOL: '5',
  READING_POOL: '1',
  PUBLIC_ORIGIN: world.origin,
  WARIFU_HOME: world.home,
  WARIFU_MASTER_KEY: testMasterKey,
  LOG_LEVEL: 'silent',
  ...more,
});

describe(`workers killed ${kills} times at random`, () => {
  test('over PostgreSQL: nothing lost, nothing doubled, the ledger whole', () => survive({}));

  const redisUrl = `${process.env.TEST_REDIS_URL}/${redisDatabase}`;
  (process.env.TEST_REDIS_URL ? test : test.skip)(
    'over Redis (TEST_REDIS_URL): nothing lost, nothing doubled, the ledger whole',
    async () => {
      await emptyRedis(redisUrl);
      await survive({ REDIS_URL: redisUrl });
    },
  );
});

/** Ends relations while workers die: each of their grants ends once, and the ledger says so once. */
async function survive(more: Record<string, string>) {
  const rounds = kills;
  const perRound = 5;
  const relations = await grantsUnderRelations(rounds * perRound);
  await world.database.admin.query(`create table done (job uuid primary key); create table tries (job uuid not null);
    grant select, insert on done, tries to warifu_app`);

  const workers = [await start(), await start()];
  for (let round = 0; round < rounds; round += 1) {
    await endRelations(relations.slice(round * perRound, (round + 1) * perRound));
    await slowJobs(30);
    await sleep(randomInt(300));
    const at = randomInt(workers.length);
    await workers[at]!.kill();
    workers[at] = await start();
  }
  const { admin } = world.database;
  await until(async () => (await count('outbox_messages where due_at is not null')) === 0, 90_000);
  expect(await count('outbox_messages where failed_at is not null')).toBe(0);
  expect(await count('done')).toBe(rounds * 30);
  expect(await count('tries')).toBeGreaterThan(rounds * 30); // some were killed half-way and done again
  expect(await count(`ledger_entries where event = 'grant.ended'`)).toBe(relations.length);
  expect(await count(`(select distinct grant_id from ledger_entries where event = 'grant.ended') g`)).toBe(
    relations.length,
  );
  expect(await count(`grants where ending = 'relation-ended'`)).toBe(relations.length);

  await until(async () => (await verifyLedger(admin)).unsealed === 0);
  for (const worker of workers) expect(await worker.stop()).toBe(0);
  const kept = await readKeptHead(join(world.home, 'ledger', 'head.json'));
  expect(await verifyLedger(admin, { head: kept!.head })).toMatchObject({ sound: true, findings: [], unsealed: 0 });

  function start() {
    return startProcess('test/kill/worker.mjs', environment(more));
  }
}

test(`two apis, one of them killed ${kills} times: every request with a key has one effect`, async () => {
  const asker = await world.given.company();
  const holders = await companies(kills * 5);
  const apis = [await start(), await start()];
  let next = 0;
  const answers = new Map<string, string>();

  const clients = Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let holder = holders[next++]; holder; holder = holders[next++])
        answers.set(holder, await ask(asker, holder));
    }),
  );
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(50 + randomInt(200));
    const at = randomInt(apis.length);
    await apis[at]!.kill();
    apis[at] = await start();
  }
  await clients;

  expect(await count('access_requests')).toBe(holders.length);
  expect(await count(`ledger_entries where event = 'request.sent'`)).toBe(holders.length);
  expect(await count(`outbox_messages where job = 'requests.announce'`)).toBe(holders.length);
  expect(new Set(answers.values()).size).toBe(holders.length);

  /** Asks until somebody answers, through whichever api, always with the same key; then once more through each. */
  async function ask(from: GivenCompany, holder: string): Promise<string> {
    const key = randomUUID();
    const ids = new Set<string>();
    for (let answered = 0, at = 0; answered < 3; at += 1) {
      const { port } = apis[at % apis.length]!;
      const answer = await post(from, port, key, holder);
      if (answer.status === 201) {
        answered += 1;
        ids.add(answer.id);
      } else {
        expect([0, 503]).toContain(answer.status);
        await sleep(20);
      }
    }
    expect([...ids]).toHaveLength(1);
    return [...ids][0]!;
  }

  function start() {
    return startProcess('dist/apps/api/main.js', environment());
  }
});

test('two apis, the same key through both at the same moment: one effect, one answer', async () => {
  const asker = await world.given.company();
  const apis = await Promise.all([1, 2].map(() => startProcess('dist/apps/api/main.js', environment())));
  for (const holder of await companies(20)) {
    const key = randomUUID();
    const both = await Promise.all(apis.map((api: Process) => post(asker, api.port, key, holder)));
    expect(both.map((answer) => answer.status)).toEqual([201, 201]);
    expect(both[0]!.id).toBe(both[1]!.id);
  }
  expect(await count('access_requests')).toBe(20);
  expect(await count(`outbox_messages where job = 'requests.announce'`)).toBe(20);
  for (const api of apis) expect(await metricsOf(api)).toMatch(/route="\/v1\/access-requests",status="201"} 20/);
});

async function post(from: GivenCompany, port: number, key: string, holder: string) {
  const body = { holder, reason: '年次の確認', purpose: 'yearly', items: { 'K1-01': 'summary' }, contact: 'x' };
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    cookie: from.client.credentials.cookie ?? '',
    origin: world.origin,
  };
  try {
    const url = `http://127.0.0.1:${port}/v1/access-requests`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const said = (await answer.json()) as { id?: string };
    return { status: answer.status, id: said.id ?? '' };
  } catch {
    return { status: 0, id: '' }; // killed while we waited
  }
}

async function metricsOf(api: Process) {
  return (await fetch(`http://127.0.0.1:${api.metricsPort}/metrics`)).text();
}

async function count(from: string): Promise<number> {
  const { rows } = await world.database.admin.query(`select count(*)::int as n from ${from}`);
  return rows[0].n;
}

async function companies(many: number): Promise<string[]> {
  const { rows } = await world.database.admin.query(
    `insert into organizations (id, names, sector, size_band, assurance, insurer)
     select gen_random_uuid(), jsonb_build_object('ja', '会社' || n), '31', '301-1000', 'operator', false
     from generate_series(1, $1) n returning id`,
    [many],
  );
  return rows.map((row) => row.id);
}

/** One company that gave as many grants as asked, each hanging on a relation of its own. @returns the relations */
async function grantsUnderRelations(many: number): Promise<string[]> {
  const { admin } = world.database;
  const grantor = await world.given.company();
  const partners = await companies(many);
  const scope = randomUUID();
  await admin.query(`insert into scopes (id, digest, levels) values ($1, sha256('test'), '{"K1-01": 2}')`, [scope]);
  const { rows } = await admin.query(
    `insert into relations (id, from_id, to_id, kind, created_by)
     select gen_random_uuid(), $1, partner, 'supply', $1 from unnest($2::uuid[]) partner returning id`,
    [grantor.id, partners],
  );
  const relations = rows.map((row) => row.id);
  await admin.query(
    `insert into grants (id, grantor_id, grantee_id, purpose, scope_id, starts_at, label, relation_id, created_by)
     select gen_random_uuid(), from_id, to_id, 'test', $1, now(), 'TLP:AMBER', id, $2 from relations`,
    [scope, grantor.owner.memberId],
  );
  return relations;
}

/** Ends relations as the feature does: the end and the job it causes are one transaction. */
async function endRelations(relations: readonly string[]) {
  await world.database.admin.query(
    `with ended as (update relations set ended_at = now() where id = any($1) returning id)
     insert into outbox_messages (id, job, payload)
     select gen_random_uuid(), 'grants.end-with-relation', jsonb_build_object('relationId', id) from ended`,
    [relations],
  );
}

async function slowJobs(many: number) {
  await world.database.admin.query(
    `insert into outbox_messages (id, job, payload) select id, 'test.slow', jsonb_build_object('id', id)
     from (select gen_random_uuid() as id from generate_series(1, $1)) n`,
    [many],
  );
}
