import pg from 'pg';
import { connectionOptions, uuid } from '../../libs/platform/database/index.ts';
import { openWorld, type World } from '../support/world.ts';
import { type Cast, castOf } from './cast.ts';

// 8.3.1 8.4.1 13.2.2: with every query's own condition taken away, the database still refuses.

let world: World;
let cast: Cast;
let app: pg.Pool;
let reader: pg.Pool;
let walled: string[];
beforeAll(async () => {
  world = await openWorld();
  cast = await castOf(world);
  app = new pg.Pool({ ...connectionOptions(world.database.appUrl, 'warifu_app'), max: 2 });
  reader = new pg.Pool({ ...connectionOptions(world.database.appUrl, 'warifu_reader'), max: 1 });
  const { rows } = await world.database.admin.query(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity order by 1`,
  );
  walled = rows.map(({ name }) => name);
}, 120_000);
afterAll(async () => {
  await Promise.all([app?.end(), reader?.end()]);
  await world?.close();
});

/** Runs statements as a role for an organization, and takes everything back. */
async function as<T>(pool: pg.Pool, organizationId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('warifu.organization', $1, true)`, [organizationId]);
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Postgres' code for what a statement meets: 42501 permission or policy, 00000 when it was carried out. */
async function codeOf(pool: pg.Pool, statement: string, organizationId = '', values: unknown[] = []): Promise<string> {
  return as(pool, organizationId, (client) =>
    client.query(statement, values).then(
      ({ rowCount, command }) => (command === 'UPDATE' || command === 'DELETE' ? `${rowCount} rows` : '00000'),
      (error: { code: string }) => error.code,
    ),
  );
}

const idsIn = async (table: string, organizationId: string, pool = app): Promise<string[]> =>
  as(pool, organizationId, async (client) => {
    const { rows } = await client.query(`select to_jsonb(t)::text as row from "${table}" t`);
    return rows.map(({ row }) => row);
  });

const all = async (table: string): Promise<string[]> => {
  const { rows } = await world.database.admin.query(`select to_jsonb(t)::text as row from "${table}" t`);
  return rows.map(({ row }) => row);
};

test('row security is on, and forced, for every table with a company’s content; the others are these, for these reasons', async () => {
  const { rows } = await world.database.admin.query(
    `select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  expect(rows.filter((row) => row.on && !row.forced)).toEqual([]);
  expect(rows.filter((row) => !row.on).map(({ name }) => name)).toEqual(Object.keys(withoutWall).toSorted());
});

/** Tables without a policy, and why each may be. */
const withoutWall: Record<string, string> = {
  api_keys: 'looked up by the hash of a secret, before it is known whose it is',
  attempts: 'hashes and counts',
  denied_attempts: 'counts, written for many companies at once',
  edition_withdrawals: 'a reader has to learn that an edition was withdrawn; the reason goes to its company only',
  exchange_keys: 'the exchange’s own, sealed',
  grant_readers: 'ids only; the grant beside it is walled',
  idempotency_keys: 'claimed before it is known which company acts; keyed by owner in every statement',
  ledger_seals: 'hashes',
  loose_objects: 'names of bytes in the store that no row names any more',
  mails: 'sent by the exchange; secrets in them are sealed',
  members: 'signing in looks for a person’s seats in all companies',
  one_time_links: 'looked up by the hash of a secret, before it is known whose it is',
  organization_domains: 'a domain is verified for one company only',
  organization_identifiers: 'a number belongs to one company only',
  organizations: 'every company may see that a company is here',
  outbox_messages: 'ids only',
  people: 'belong to no company',
  relations: 'decide whether a grant is live, for both its sides',
  schema_migrations: 'names of migrations',
  scopes: 'item ids and levels, shared by all who grant the same',
  service_accounts: 'looked up by the hash of a secret, before it is known whose it is',
  sessions: 'looked up by the hash of a secret, before it is known whose it is',
  signing_keys: 'public keys, published at /c/:id/keys',
  status_indexes: 'positions in public lists',
  terms: 'a grantee reads its grantor’s terms before anything else',
  terms_acceptances: 'ids and dates of both sides',
  test_clock: 'exists in test databases only',
  trust_files: 'public',
  vouchers: 'public beside the name',
};

test('for another company no row of the victim is there, in any table with a wall', async () => {
  const found: string[] = [];
  let hidden = 0;
  for (const table of walled) {
    const seen = await idsIn(table, cast.attacker.id);
    const theirs = (await all(table)).filter((row) => row.includes(cast.victim.id) && !row.includes(cast.attacker.id));
    hidden += theirs.length;
    found.push(...seen.filter((row) => theirs.includes(row)).map((row) => `${table}: ${row.slice(0, 100)}`));
  }
  expect(found).toEqual([]);
  expect(hidden).toBeGreaterThan(20);
});

test('with no organization set there is nothing at all', async () => {
  const found: string[] = [];
  for (const table of walled) if ((await idsIn(table, '')).length > 0) found.push(table);
  expect(found).toEqual([]);
});

test('one good among bad and one bad among good: each company sees all of its own and none beside', async () => {
  for (const table of walled) {
    const rows = await all(table);
    for (const { id } of [cast.victim, cast.attacker, cast.partner, cast.third]) {
      const own = rows.filter((row) => row.includes(id)).toSorted();
      expect([table, (await idsIn(table, id)).toSorted()]).toEqual([table, own]);
    }
  }
});

test('a partner sees the grant it has, and nothing of what the grant opens', async () => {
  const seen = await Promise.all(
    walled.map(
      async (table) =>
        [table, (await idsIn(table, cast.partner.id)).filter((row) => row.includes(cast.victim.id)).length] as const,
    ),
  );
  expect(Object.fromEntries(seen.filter(([, count]) => count > 0))).toEqual({
    grants: expect.any(Number),
    ledger_entries: expect.any(Number),
  });
});

test('nothing of the victim can be changed or removed by another company, and nothing be put in its name', async () => {
  const wrong: string[] = [];
  for (const table of walled) {
    const { rows } = await world.database.admin.query(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = '' and not attisdropped`,
      [table],
    );
    const column = rows[0].name;
    const before = await all(table);
    for (const statement of [
      `update "${table}" set "${column}" = "${column}" where position($1 in to_jsonb("${table}")::text) > 0 and position($2 in to_jsonb("${table}")::text) = 0`,
      `delete from "${table}" where position($1 in to_jsonb("${table}")::text) > 0 and position($2 in to_jsonb("${table}")::text) = 0`,
    ]) {
      const code = await codeOf(app, statement, cast.attacker.id, [cast.victim.id, cast.attacker.id]);
      if (code !== '42501' && code !== '0 rows') wrong.push(`${table}: ${statement.slice(0, 20)} → ${code}`);
    }
    const theirs = before.find((row) => row.includes(cast.victim.id) && !row.includes(cast.attacker.id));
    if (!theirs) continue;
    const copy = Object.entries(JSON.parse(theirs)).filter(([name]) => rows.some((row) => row.name === name));
    const fresh = copy.map(([name, value]) => [name, name === 'id' ? uuid() : value] as const);
    const names = fresh.map(([name]) => `"${name}"`).join(', ');
    const code = await codeOf(
      app,
      `insert into "${table}" (${names}) select ${names} from jsonb_populate_record(null::"${table}", $1)`,
      cast.attacker.id,
      [JSON.stringify(Object.fromEntries(fresh))],
    );
    if (code !== '42501') wrong.push(`${table}: insert → ${code}`);
  }
  expect(wrong).toEqual([]);
});

test('a row of one’s own cannot be handed to somebody else', async () => {
  for (const table of walled) {
    const { rows } = await world.database.admin.query(
      `select 1 from information_schema.columns where table_name = $1 and column_name = 'organization_id'`,
      [table],
    );
    if (rows.length === 0) continue;
    const code = await codeOf(app, `update "${table}" set organization_id = $1`, cast.attacker.id, [cast.victim.id]);
    expect([table, ['42501', '0 rows'].includes(code)]).toEqual([table, true]);
  }
});

const forbidden = [
  'create table walls_here (x int)',
  'create schema walls_here',
  `create function walls_here() returns int language sql as 'select 1'`,
  'create extension dblink',
  'create role walls_here',
  'create view walls_here as select 1',
  'alter table editions disable row level security',
  'alter table editions no force row level security',
  'alter table grants add column x int',
  'drop policy acting_organization_only on grants',
  'create policy walls_here on grants using (true)',
  'truncate grants',
  'truncate ledger_entries',
  'drop table grants',
  'alter role warifu_app bypassrls',
  'alter role warifu_app superuser',
  'set role warifu_definer',
  'set session authorization pg_database_owner',
  `set session_replication_role = 'replica'`,
  `copy grants to program 'true'`,
  `copy grants to '/tmp/walls'`,
  `select pg_read_file('/etc/passwd')`,
  `select lo_import('/etc/passwd')`,
  'create or replace function app_now() returns timestamptz language sql as $$ select now() $$',
  'alter function open_grant owner to warifu_app',
  `select nextval('ledger_entries_id_seq')`,
  `select setval('ledger_entries_id_seq', 1)`,
];

test.each(forbidden)('the application cannot: %s', async (statement) => {
  expect(['42501', '0A000', '42883', '55P03']).toContain(await codeOf(app, statement, cast.victim.id));
});

test('the login wears three hats, owns nothing, and is nothing by itself', async () => {
  const { rows } = await world.database.admin.query(
    `select r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolbypassrls, r.rolinherit, r.rolreplication,
            array(select g.rolname::text from pg_auth_members a join pg_roles g on g.oid = a.roleid where a.member = r.oid order by 1) as hats
       from pg_roles r where rolname = $1`,
    [new URL(world.database.appUrl).username],
  );
  expect(rows).toEqual([
    {
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      rolinherit: false,
      rolreplication: false,
      hats: ['warifu_app', 'warifu_reader', 'warifu_sealer'],
    },
  ]);
  const hats = await world.database.admin.query(
    `select rolname::text as name from pg_roles where rolname = any($1)
        and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb or rolreplication)`,
    [['warifu_app', 'warifu_reader', 'warifu_sealer', 'warifu_definer']],
  );
  expect(hats.rows).toEqual([]);
});

test('the reader may call two functions, and see and write nothing by itself', async () => {
  const tables = await world.database.admin.query(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'p', 'S')
        and c.relname <> 'test_clock' and (has_table_privilege('warifu_reader', c.oid, 'select,insert,update,delete,truncate'))`,
  );
  expect(tables.rows).toEqual([]);
  for (const table of walled) expect([table, await codeOf(reader, `select from "${table}"`)]).toEqual([table, '42501']);
});

test('who may execute what, as a table: opening a grant is the reader’s alone', async () => {
  const { rows } = await world.database.admin.query(
    `select p.proname as name, p.prosecdef as definer, p.proowner::regrole::text as owner, coalesce(array_to_string(p.proconfig, ' '), '') as settings,
            array(select r from unnest(array['warifu_app', 'warifu_reader', 'warifu_sealer']) r where has_function_privilege(r, p.oid, 'execute')) as callers
       from pg_proc p left join pg_depend d on d.objid = p.oid and d.deptype = 'e'
      where p.pronamespace = 'public'::regnamespace and d.objid is null order by 1`,
  );
  const definers = rows.filter(({ definer }) => definer);
  // Whatever runs with the definer's rights resolves no name through a schema that others may write to.
  expect(
    definers.filter(({ settings }) => settings !== 'search_path=pg_catalog, public, pg_temp').map(({ name }) => name),
  ).toEqual([]);
  expect(definers.filter(({ owner }) => owner !== 'warifu_definer')).toEqual([]);
  expect(definers.map(({ name, callers }) => `${name}: ${callers.join(', ')}`)).toMatchSnapshot();
  const open = rows.find(({ name }) => name === 'open_grant');
  expect(open.callers).toEqual(['warifu_reader']);
});
