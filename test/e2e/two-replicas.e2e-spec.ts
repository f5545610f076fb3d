import type { Server } from 'node:http';
import { Client } from '../support/client.ts';
import type { GivenCompany } from '../support/given.ts';
import { killProcesses, startProcess } from '../support/child.ts';
import { roundRobin } from '../support/round-robin.ts';
import { freePort, openWorld, testMasterKey, type World } from '../support/world.ts';

let world: World;
let one: { origin: string };
let other: { origin: string };
let proxy: Server;
let behind: string;
let supplier: GivenCompany;
let customer: GivenCompany;

/** The same caller, speaking to another address; all replicas are one origin to a browser. */
const at = (client: Client, address: string) => {
  const moved = new Client(address, client.credentials);
  const send = moved.send.bind(moved);
  moved.send = (method, path, sent) => send(method, path, { ...sent, headers: { origin: behind, ...sent?.headers } });
  return moved;
};

/** The compiled api as a process of its own, on the world's database. */
async function replica() {
  const { port } = await startProcess('dist/apps/api/main.js', {
    NODE_ENV: 'test',
    DATABASE_URL: world.database.appUrl,
    DATABASE_POOL: '4',
    READING_POOL: '3',
    WARIFU_HOME: world.home,
    WARIFU_MASTER_KEY: testMasterKey,
    PUBLIC_ORIGIN: behind,
    LOG_LEVEL: 'fatal',
  });
  return { origin: `http://127.0.0.1:${port}` };
}

beforeAll(async () => {
  world = await openWorld();
  const port = await freePort();
  behind = `http://127.0.0.1:${port}`;
  [one, other] = await Promise.all([replica(), replica()]);
  proxy = await roundRobin([one.origin, other.origin], port);
  supplier = await world.given.company();
  customer = await world.given.company();
  await world.given.edition(supplier.id, { 'K1-01': [{ text: 'public' }, { text: 'summary' }, { text: 'detail' }] });
});
afterAll(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  await killProcesses();
  await world?.close();
});

test('what is revoked on one replica is not served by the other, from the moment it is confirmed', async () => {
  for (let round = 0; round < 25; round++) {
    const grant = await world.given.grant(supplier, customer);
    const path = `/v1/grants/${grant}/disclosure`;
    expect((await at(customer.client, other.origin).get(path)).status).toBe(200);
    const revoked = await at(supplier.client, one.origin).post(`/v1/grants/${grant}/revocation`, {});
    expect(revoked.status).toBe(204);
    expect((await at(customer.client, other.origin).get(path)).status).toBe(404);
    expect((await at(customer.client, one.origin).get(path)).status).toBe(404);
  }
});

test('one Idempotency-Key has one effect, however many replicas it reaches at once', async () => {
  const wish = { grantee: customer.id, purpose: 'once over two', items: { 'K1-01': 'public' }, until: null };
  const key = { 'idempotency-key': 'over-two-replicas-1' };
  const client = at(supplier.client, behind);
  const answers = await Promise.all(Array.from({ length: 10 }, () => client.post('/v1/grants', wish, key)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const { rows } = await world.database.admin.query(`select count(*)::int as n from grants where purpose = $1`, [
    wish.purpose,
  ]);
  expect(rows[0].n).toBe(1);
});

test('a session that ended on one replica is over on the other', async () => {
  const member = await world.given.member(supplier.id, ['viewer']);
  expect((await at(member.client, other.origin).get('/v1/grants')).status).toBe(200);
  await world.database.admin.query(`update sessions set ended_at = now() where person_id = $1`, [member.personId]);
  expect((await at(member.client, one.origin).get('/v1/grants')).status).toBe(401);
  expect((await at(member.client, other.origin).get('/v1/grants')).status).toBe(401);
});
