import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyLedger } from '../../libs/exchange/ledger/index.ts';
import { drain } from '../support/drain.ts';
import { killProcesses, type Process, startProcess } from '../support/child.ts';
import { until } from '../support/work.ts';
import { openWorld, testMasterKey, type World } from '../support/world.ts';

let world: World;
let worker: Process;

beforeAll(async () => {
  world = await openWorld();
  worker = await startProcess('dist/apps/worker/main.js', environment());
});
afterAll(async () => {
  await killProcesses();
  await world?.close();
});

const environment = () => ({
  NODE_ENV: 'test',
  DATABASE_URL: world.database.appUrl,
  WARIFU_HOME: world.home,
  WARIFU_MASTER_KEY: testMasterKey,
  LOG_LEVEL: 'silent',
});
const watch = async (path: string) => fetch(`http://127.0.0.1:${worker.metricsPort}${path}`);

test('an entry is sealed soon after its commit', async () => {
  for (let round = 0; round < 5; round += 1) {
    await world.database.admin.query(`insert into ledger_entries (event) values ('grant.issued')`);
    await until(async () => (await verifyLedger(world.database.admin)).unsealed === 0, 10_000);
  }
  expect((await verifyLedger(world.database.admin)).sound).toBe(true);
});

test('it tells how it is on a port of its own, and nothing of anybody', async () => {
  expect((await watch('/health/live')).status).toBe(200);
  expect((await watch('/health')).status).toBe(200);
  expect((await watch('/elsewhere')).status).toBe(404);
  const text = await (await watch('/metrics')).text();
  expect(text).toMatch(/^warifu_up 1$/m);
  expect(text).toMatch(/^warifu_ledger_entries_sealed_total [1-9]/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  expect((await world.nobody.get('/metrics')).status).toBe(404);
});

test('what is over is swept away, what is not stays', async () => {
  const { admin } = world.database;
  const owner = randomUUID();
  await admin.query(
    `insert into idempotency_keys (owner_id, key, request_hash, status, created_at)
     values ($1, 'old', '', 200, now() - interval '8 days'), ($1, 'young', '', 200, now() - interval '6 days')`,
    [owner],
  );
  await admin.query(`insert into attempts (bucket, count, resets_at) values ('\\x01', 1, now() - interval '1 minute'),
    ('\\x02', 1, now() + interval '1 minute')`);
  await admin.query(
    `insert into outbox_messages (id, job, payload, due_at, finished_at)
     select gen_random_uuid(), 'mail.send', '{}', null, now() - make_interval(days => d) from unnest(array[6, 8]) d`,
  );
  const other = await startProcess('dist/apps/worker/main.js', environment()); // sweeps as soon as it starts
  await until(async () => (await admin.query(`select from attempts`)).rowCount === 1);
  await until(async () => (await admin.query(`select from outbox_messages`)).rowCount === 1);
  const { rows } = await admin.query(`select key from idempotency_keys where owner_id = $1`, [owner]);
  expect(rows).toEqual([{ key: 'young' }]);
  expect(await other.stop()).toBe(0);
});

test('a relation that ended ends its grants, also when the job is done twice', async () => {
  const from = await world.given.company();
  const to = await world.given.company();
  const relation = randomUUID();
  await world.database.admin.query(
    `insert into relations (id, from_id, to_id, kind, created_by, ended_at) values ($1, $2, $3, 'supply', $2, null)`,
    [relation, from.id, to.id],
  );
  const grantId = await world.given.grant(from, to);
  await world.database.admin.query(`update grants set relation_id = $1 where id = $2`, [relation, grantId]);
  await worker.stop();
  await world.database.admin.query(`update relations set ended_at = now() where id = $1`, [relation]);
  for (let twice = 0; twice < 2; twice += 1) {
    await world.database.admin.query(
      `insert into outbox_messages (id, job, payload) values (gen_random_uuid(), 'grants.end-with-relation', $1)`,
      [{ relationId: relation }],
    );
  }
  await drain(world);
  const { rowCount } = await world.database.admin.query(
    `select from ledger_entries where event = 'grant.ended' and grant_id = $1`,
    [grantId],
  );
  expect(rowCount).toBe(1);
});

test('a metrics port in use is one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = String((taken.address() as AddressInfo).port);
  const started = startProcess('dist/apps/worker/main.js', environment(), { METRICS_PORT: port });
  await expect(started).rejects.toThrow(
    /ended with 1: METRICS_PORT \d+ on 127\.0\.0\.1 cannot be used \(EADDRINUSE\). Choose another.\n$/,
  );
  taken.close();
});
