import pg from 'pg';
import { migrations } from '#exchange/schema';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { openQueue } from '#platform/queue';
import { loadMasterKey, masterPlaces, Vault } from '#platform/vault';
import { join } from 'node:path';
import { asFailure } from './failure.ts';

interface Check {
  readonly name: string;
  /** @returns what was found, when it is well @throws Error that says what is not */
  readonly look: (config: Config) => Promise<string>;
}

const checks: readonly Check[] = [
  { name: 'database', look: answers },
  { name: 'role', look: hasNoPowers },
  { name: 'migrations', look: nothingPending },
  { name: 'master key', look: keyFits },
  { name: 'queue', look: queueAnswers },
  { name: 'ledger', look: isSealed },
];

/**
 * Looks at everything a process needs, one line each.
 * @returns exit code: 0 all well, 1 not
 */
export async function doctor(loadConfig: () => Config): Promise<number> {
  let config: Config;
  try {
    config = loadConfig();
    console.log('ok   configuration');
  } catch (error) {
    console.log(`BAD  configuration: ${asFailure(error).en}`);
    return 1;
  }
  let trouble = 0;
  for (const { name, look } of checks) {
    try {
      console.log(`ok   ${name}: ${await look(config)}`);
    } catch (error) {
      trouble = 1;
      console.log(`BAD  ${name}: ${asFailure(error).en}`);
    }
  }
  return trouble;
}

async function answers(config: Config) {
  const [row] = await asLogin(
    config,
    `select current_setting('server_version') as version,
    current_setting('server_version_num')::int / 10000 as major`,
  );
  if (row.major < 15) throw new Error(`PostgreSQL ${row.version} is too old; 15 to 18 are supported.`);
  return `PostgreSQL ${row.version}`;
}

async function hasNoPowers(config: Config) {
  const [row] = await asLogin(
    config,
    `select rolname, rolsuper or rolbypassrls or rolcreaterole as strong, rolinherit,
    (select count(*)::int from pg_class c where c.relowner = r.oid) as owned,
    (select array_agg(h order by h) from unnest(array['warifu_app','warifu_reader','warifu_sealer']) h
      where not exists (select from pg_roles g where g.rolname = h and pg_has_role(r.oid, g.oid, 'member'))) as lacking
    from pg_roles r where rolname = session_user`,
  );
  if (row.strong || row.owned > 0) {
    throw new Error(`"${row.rolname}" of DATABASE_URL is superuser, skips row security, makes roles or owns tables.`);
  }
  if (row.lacking)
    throw new Error(`"${row.rolname}" may not act as ${row.lacking.join(', ')}. Run \`warifu migrate\`.`);
  if (row.rolinherit) throw new Error(`"${row.rolname}" inherits its roles' rights. Run \`warifu migrate\`.`);
  return `${row.rolname} owns nothing and inherits nothing`;
}

async function nothingPending(config: Config) {
  const rows = await asRole(config, 'warifu_app', 'select name from schema_migrations');
  const ran = new Set(rows.map((row) => row.name));
  const pending = migrations.map((migration) => migration.name).filter((name) => !ran.has(name));
  if (pending.length > 0) throw new Error(`${pending.join(', ')} not run yet. Run \`warifu migrate\`.`);
  return `all ${migrations.length} run`;
}

async function keyFits(config: Config) {
  const value = config.masterKey && [config.masterKey, ...config.previousMasterKeys].join(' ');
  const { keys, origin } = loadMasterKey({ value, file: join(config.home, 'master.key'), mayCreate: false });
  const vault = new Vault(keys);
  const rows = await asRole(config, 'warifu_app', 'select kid, wrapped from exchange_keys');
  try {
    for (const { kid, wrapped } of rows) vault.open(wrapped, masterPlaces.exchangeKey(kid)).fill(0);
  } catch {
    throw new Error('It is not the one this database was sealed under. Put the right one back.');
  } finally {
    vault.close();
  }
  return `from the ${origin === 'value' ? 'environment' : 'file'}, opens ${rows.length} stored keys`;
}

async function queueAnswers(config: Config) {
  const backend = openQueue(config);
  try {
    await backend.ping();
  } finally {
    await backend.close();
  }
  const [row] = await asRole(
    config,
    'warifu_app',
    `select count(*) filter (where due_at is not null)::int as waiting,
    count(*) filter (where failed_at is not null)::int as failed,
    bool_or(due_at is not null and relayed_at is null and created_at < now() - interval '1 minute') as stuck
    from outbox_messages`,
  );
  if (row.stuck) throw new Error('Jobs have been waiting for more than a minute: no worker is running.');
  return `${backend.kind}, ${row.waiting} waiting, ${row.failed} given up`;
}

async function isSealed(config: Config) {
  const [row] = await asRole(
    config,
    'warifu_sealer',
    `select count(*)::int as unsealed,
    coalesce(bool_or(at < app_now() - interval '1 minute'), false) as late from ledger_entries
    where (tx, id) > (select coalesce(max(last_tx), 0), 0 from ledger_seals)
      and id <> all(coalesce((select entry_ids from ledger_seals order by number desc limit 1), '{}'))`,
  );
  if (row.late) throw new Error('Entries have been waiting for more than a minute to be sealed: no worker is running.');
  return `${row.unsealed} waiting to be sealed`;
}

// oxlint-disable-next-line typescript/no-explicit-any -- each caller knows its own statement's columns
type Row = Record<string, any>;

const asLogin = (config: Config, statement: string) => ask({ connectionString: config.databaseUrl }, statement);
const asRole = (config: Config, role: 'warifu_app' | 'warifu_sealer', statement: string) =>
  ask(connectionOptions(config.databaseUrl, role), statement);

async function ask(options: pg.ClientConfig, statement: string): Promise<[Row, ...Row[]]> {
  const client = new pg.Client(options);
  await client.connect();
  try {
    const { rows } = await client.query(statement);
    return rows as [Row, ...Row[]];
  } finally {
    await client.end();
  }
}
