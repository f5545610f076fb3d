import pg from 'pg';
import { createDataSource, migrate } from '../../libs/exchange/schema/index.ts';
import { startPostgres } from '../../apps/start/postgres.mjs';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystemPostgres } from './system-postgres.ts';

// Migrations run on an empty database of each supported server, entities and SQL agree afterwards, and nobody but the
// owner may make anything in it (13.2.2).

interface Server {
  readonly version: number;
  readonly adminUrl: string;
}

const servers = new Map<string, Server>();
const stops: (() => Promise<void>)[] = [];
const made: (() => Promise<unknown>)[] = [];

async function versionOf(url: string): Promise<number> {
  return Number((await query(url, `select current_setting('server_version_num')::int / 10000 as version`))[0]?.version);
}

async function query(url: string, text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  const system = await startSystemPostgres();
  if (system) {
    servers.set('Postgres 15', { version: await versionOf(system.adminUrl), adminUrl: system.adminUrl });
    stops.push(() => system.stop());
  }
  const home = mkdtempSync(join(tmpdir(), 'warifu-schema-'));
  chmodSync(home, 0o711);
  const embedded = await startPostgres({ home, test: true });
  servers.set('the embedded Postgres', { version: await versionOf(embedded.adminUrl), adminUrl: embedded.adminUrl });
  stops.push(async () => {
    await embedded.stop();
    rmSync(home, { recursive: true, force: true });
  });
}, 120_000);
afterAll(async () => {
  for (const drop of made) await drop();
  for (const stop of stops) await stop();
});

/** An empty database with a login of its own, migrated as `npm start` does it. */
async function migrated(name: string) {
  const { adminUrl } = servers.get(name) as Server;
  const database = `schema_${process.pid}_${made.length}`;
  const login = `${database}_login`;
  await query(adminUrl, `create database ${database}`);
  await query(adminUrl, `create role ${login} login noinherit password 'test'`);
  made.push(() => query(adminUrl, `drop database ${database} with (force)`));
  made.push(() => query(adminUrl, `drop role if exists ${login}`).catch(() => undefined));
  const url = Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href;
  const app = Object.assign(new URL(url), { username: login, password: 'test' }).href;
  return { url, app, ran: await migrate(url, app) };
}

const here = existsSync('/usr/lib/postgresql/15/bin/initdb');
const supported = [
  ['Postgres 15', 15, here],
  ['the embedded Postgres', 18, true],
] as const;

describe.each(supported)('%s', (name, version, present) => {
  const test = present ? globalThis.test : globalThis.test.skip;

  test('takes every migration on an empty database, and none a second time', async () => {
    expect((servers.get(name) as Server).version).toBe(version);
    const { url, app, ran } = await migrated(name);
    expect(ran.length).toBeGreaterThan(3);
    expect(await migrate(url, app)).toEqual([]);
  }, 60_000);

  test('has nothing left to change between entities and tables', async () => {
    const { url } = await migrated(name);
    const source = await createDataSource({ connectionString: url }).initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map((one) => one.query)).toEqual([]);
    } finally {
      await source.destroy();
    }
  }, 60_000);

  test('lets the application make nothing that lasts, and its other roles nothing at all', async () => {
    const { app } = await migrated(name);
    const url = new URL(app);
    for (const hat of ['warifu_app', 'warifu_reader', 'warifu_sealer']) {
      url.searchParams.set('options', `-c role=${hat}`);
      for (const statement of [
        'create temporary table sessions (x int)',
        'create table public.x (y int)',
        'create schema x',
      ]) {
        // BullMQ gathers a batch in a temporary table; what runs as its definer looks into that schema last.
        if (hat === 'warifu_app' && statement.includes('temporary')) continue;
        await expect(query(url.href, statement)).rejects.toMatchObject({ code: '42501' });
      }
    }
  }, 60_000);
});
