import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '#exchange/schema';
import { startPostgres } from '../../apps/start/postgres.mjs';

/**
 * The server to measure on: the one BENCH_ADMIN_URL names, or the embedded one in a folder of its own, as durable as in
 * production (fsync and synchronous commit on).
 */
export async function openServer() {
  const given = process.env.BENCH_ADMIN_URL;
  if (given) return { adminUrl: given, stop: async () => {} };
  const home = mkdtempSync(join(tmpdir(), 'warifu-bench-'));
  chmodSync(home, 0o711); // the user Postgres runs as passes through
  const server = await startPostgres({ home });
  return {
    adminUrl: server.adminUrl,
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What the figures depend on, as the server says it. */
export async function describeServer(adminUrl) {
  const names = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers'];
  const { rows } = await once(adminUrl, `select name, setting, unit from pg_settings where name = any($1)`, [names]);
  return Object.fromEntries(rows.map(({ name, setting, unit }) => [name, unit ? `${setting} x ${unit}` : setting]));
}

/** A migrated database of this run's own, with a login role like production's; `drop` takes both away. */
export async function createDatabase(adminUrl, label) {
  const name = `warifu_bench_${label}_${process.pid}`;
  const login = `${name}_login`;
  const password = randomBytes(18).toString('base64url');
  await once(adminUrl, `create role ${login} login noinherit password '${password}'`);
  await once(adminUrl, `create database ${name}`);
  const own = withPath(adminUrl, name);
  const app = new URL(own);
  app.username = login;
  app.password = password;
  await migrate(own, app.href);
  const sql = new pg.Pool({ connectionString: own, max: 4, application_name: 'bench' });
  sql.on('error', () => undefined);
  return {
    name,
    adminUrl: own,
    appUrl: app.href,
    sql,
    async drop() {
      await sql.end();
      await once(adminUrl, `drop database if exists ${name} with (force)`);
      await once(adminUrl, `drop role if exists ${login}`);
    },
  };
}

function withPath(url, name) {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function once(url, text, values) {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}
