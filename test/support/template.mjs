import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Rights are decided by `app_now()`; only here, in test databases, it can be moved. */
const movableClock = `
  create table test_clock (shift interval not null default '0');
  insert into test_clock default values;
  grant select, update on test_clock to warifu_app, warifu_reader, warifu_sealer, warifu_definer;
  create or replace function app_now() returns timestamptz language sql stable as 'select now() + shift from test_clock';
`;

/**
 * Makes the migrated database that every test file clones. Named after the migrations it holds, so it is made again
 * only when they change.
 * @param adminUrl a superuser's connection to the test server
 * @returns the template's name
 */
export async function makeTemplate(adminUrl) {
  const name = `template_${migrationsDigest()}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('select pg_advisory_lock(4711)');
    await admin.query(`do $$ begin create role warifu_login login noinherit password 'test';
      exception when duplicate_object then null; end $$`);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await build(admin, adminUrl, name);
    return name;
  } finally {
    await admin.end();
  }
}

async function build(admin, adminUrl, name) {
  await admin.query(`drop database if exists ${name}_making with (force)`);
  await admin.query(`create database ${name}_making`);
  const { migrate } = await import(join(root, 'dist/libs/exchange/schema/index.js'));
  const url = new URL(adminUrl);
  url.pathname = `/${name}_making`;
  const login = new URL(url);
  login.username = 'warifu_login';
  await migrate(url.href, login.href);
  const inside = new pg.Client({ connectionString: url.href });
  await inside.connect();
  await inside.query(movableClock);
  await inside.end();
  await admin.query(`alter database ${name}_making rename to ${name}`);
}

function migrationsDigest() {
  const folder = join(root, 'dist/libs/exchange/schema/migrations');
  const hash = createHash('sha256').update(movableClock);
  for (const file of readdirSync(folder).sort())
    if (file.endsWith('.js')) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}
