import pg from 'pg';
import { connectionOptions } from '../../libs/platform/database/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

type Hat = 'warifu_app' | 'warifu_reader' | 'warifu_sealer';
const hats: readonly Hat[] = ['warifu_app', 'warifu_reader', 'warifu_sealer'];

let database: TestDatabase;
const pools = new Map<Hat | 'none', pg.Pool>();

beforeAll(async () => {
  database = await cloneDatabase();
  for (const hat of hats) pools.set(hat, new pg.Pool({ ...connectionOptions(database.appUrl, hat), max: 1 }));
  pools.set('none', new pg.Pool({ connectionString: database.appUrl, max: 1 }));
  await database.admin.query(`insert into ledger_entries (event) values ('grant.issued')`);
});
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await database?.drop();
});

/** Postgres' own code for what a statement meets: 42501 is "permission denied". */
async function codeOf(hat: Hat | 'none', statement: string): Promise<string> {
  const client = await pools.get(hat)!.connect();
  try {
    await client.query('begin');
    await client.query(statement);
    return 'allowed';
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const forGood = [
  'ledger_entries',
  'ledger_seals',
  'editions',
  'edition_withdrawals',
  'terms',
  'terms_acceptances',
  'scopes',
];

/** Any column an owner could update. */
async function someColumn(table: string): Promise<string> {
  const { rows } = await database.admin.query(
    `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = '' limit 1`,
    [table],
  );
  return rows[0].attname;
}

describe.each(hats)('as %s', (hat) => {
  test.each(forGood)('what is written for good stays: %s', async (table) => {
    const column = await someColumn(table);
    expect(await codeOf(hat, `update ${table} set ${column} = ${column}`)).toBe('42501');
    expect(await codeOf(hat, `delete from ${table}`)).toBe('42501');
    expect(await codeOf(hat, `truncate ${table}`)).toBe('42501');
  });

  test.each([
    'create table public.mine (n int)',
    'create table bullmq.mine (n int)',
    'create schema mine',
    'create role mine',
    `create function public.mine() returns int language sql as 'select 1'`,
    `create or replace function app_now() returns timestamptz language sql as 'select now() - interval ''1 day'''`,
    `create or replace function current_tx() returns bigint language sql as 'select 1'`,
    'alter table editions disable row level security',
    'alter table editions no force row level security',
    'drop policy acting_organization_only on editions',
    'alter table ledger_entries disable trigger all',
    'drop table ledger_entries',
    `alter role warifu_login bypassrls`,
    `set session_replication_role = replica`,
    `copy ledger_entries to program 'true'`,
    `copy ledger_entries from '/dev/null'`,
    `select pg_read_file('/etc/passwd')`,
  ])('the building stays as it is: %s', async (statement) => {
    expect(await codeOf(hat, statement)).toBe('42501');
  });

  test('nobody gives themselves what they do not have', async () => {
    await codeOf(hat, 'grant update on ledger_entries to warifu_app'); // a warning to Postgres, not an error
    const { rows } = await database.admin.query(
      `select has_any_column_privilege('warifu_app', 'ledger_entries', 'update') as may`,
    );
    expect(rows[0].may).toBe(false);
  });

  test('no other role can be taken on', async () => {
    const { rows } = await database.admin.query('select quote_ident(session_user) as superuser');
    for (const role of [rows[0].superuser, 'warifu_definer', 'pg_write_all_data', 'pg_execute_server_program']) {
      expect([role, await codeOf(hat, `set local role ${role}`)]).toEqual([role, '42501']);
    }
  });
});

test('row security cannot be switched off: the statement fails instead of showing more', async () => {
  const code = await codeOf('warifu_app', `set local row_security = off; select * from editions`);
  expect(code).toBe('42501');
});

test('the application appends to the ledger, and chooses neither number, nor transaction, nor time', async () => {
  expect(await codeOf('warifu_app', `insert into ledger_entries (event) values ('grant.issued')`)).toBe('allowed');
  for (const [column, value] of [
    ['tx', '1'],
    ['at', 'now()'],
  ]) {
    const statement = `insert into ledger_entries (event, ${column}) values ('grant.issued', ${value})`;
    expect([column, await codeOf('warifu_app', statement)]).toEqual([column, '42501']);
  }
  const numbered = `insert into ledger_entries (id, event) overriding system value values (99, 'grant.issued')`;
  expect(await codeOf('warifu_app', numbered)).toBe('42501');
});

test('only the sealer inserts seals, and it writes nothing else', async () => {
  const seal = `insert into ledger_seals values (1, 1, 1, '{1}', '', 1, '', now())`;
  expect(await codeOf('warifu_app', seal)).toBe('42501');
  expect(await codeOf('warifu_reader', seal)).toBe('42501');
  const { rows } = await database.admin.query(
    `select table_name, privilege_type from information_schema.role_table_grants
     where grantee = 'warifu_sealer' and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  const granted = rows
    .map((row) => `${row.table_name} ${row.privilege_type}`)
    .filter((text) => !text.startsWith('test_clock'));
  expect(granted).toEqual(['ledger_entries SELECT', 'ledger_seals INSERT', 'ledger_seals SELECT']);
});

test('without a hat the login may do nothing at all', async () => {
  for (const table of ['ledger_entries', 'editions', 'people', 'bullmq.job']) {
    expect([table, await codeOf('none', `select * from ${table}`)]).toEqual([table, '42501']);
  }
});
