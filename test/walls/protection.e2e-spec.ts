import { Grant } from '../../libs/exchange/grants/index.ts';
import { Member } from '../../libs/exchange/access/index.ts';
import { type Protection, protection } from '../../libs/exchange/schema/index.ts';
import { Database } from '../../libs/platform/database/index.ts';
import { Client } from '../support/client.ts';
import { openWorld, testMasterKey, type World } from '../support/world.ts';
import { type Cast, castOf } from './cast.ts';

// 14.1.1 14.2.4 15.3.5: every column has a class, and what the class asks for is so.

let world: World;
let cast: Cast;
beforeAll(async () => {
  world = await openWorld();
  cast = await castOf(world);
}, 120_000);
afterAll(() => world?.close());

/** `table.column` of a class. */
const columnsOf = (wanted: Protection): string[] =>
  Object.entries(protection).flatMap(([table, classes]) =>
    (classes[wanted] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((column) => `${table}.${column}`),
  );

const classes = ['secret', 'fact', 'personal', 'internal', 'public'] as const;

test('every column of every table has a class, and only one', async () => {
  const { rows } = await world.database.admin.query(
    `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and table_name <> 'test_clock' order by 1`,
  );
  const listed = classes.flatMap(columnsOf);
  expect(listed.filter((name, at) => listed.indexOf(name) !== at)).toEqual([]);
  expect(listed.toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});

test('a secret is bytes that were hashed or sealed, or an encoded password: never text as it was', async () => {
  for (const name of columnsOf('secret')) {
    const [table, column] = name.split('.') as [string, string];
    const { rows } = await world.database.admin.query(
      `select data_type as type from information_schema.columns where table_name = $1 and column_name = $2 and table_schema = 'public'`,
      [table, column],
    );
    expect([name, rows[0].type]).toEqual([name, name === 'people.password_hash' ? 'text' : 'bytea']);
  }
});

test('a copy of the whole database holds no secret that opens anything', async () => {
  const password = await world.given.password(cast.victim.owner.personId, 'canary of the top class 1');
  const made = await cast.victim.client.post('/v1/service-accounts', { name: '写し', scopes: ['grants.read'] });
  const key = await cast.victim.client.post(
    `/v1/service-accounts/${made.body.id}/keys`,
    { days: 1 },
    { 'idempotency-key': 'copy-of-the-database' },
  );
  expect(key.body.secret).toMatch(/^wk_/);
  await cast.victim.client.post('/v1/invitations', {
    kind: 'member',
    email: 'copied@test.example',
    language: 'ja',
    roles: ['viewer'],
    title: '担当',
  });
  const signedIn = await new Client(world.origin).post(
    '/v1/sessions',
    { email: cast.victim.owner.email, password },
    { origin: world.origin },
  );
  const session = signedIn.headers.getSetCookie()[0]?.split(/[=;]/)[1] as string;
  const { rows } = await world.database.admin.query(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  );
  for (const { name } of rows) {
    const all = await world.database.admin.query(
      `select coalesce(string_agg(to_jsonb(t)::text, E'\\n'), '') as text from "${name}" t`,
    );
    const text: string = all.rows[0].text;
    for (const secret of [
      password,
      key.body.secret,
      session,
      testMasterKey,
      cast.victim.client.credentials.cookie?.split('=')[1] as string,
    ]) {
      expect([name, text.includes(secret), text.includes(Buffer.from(secret).toString('hex'))]).toEqual([
        name,
        false,
        false,
      ]);
    }
    expect([name, /\bw[skl]_[A-Za-z0-9_-]{43}\b|"d":\s*"|PRIVATE KEY/.test(text)]).toEqual([name, false]);
  }
});

test('a condition that was left out finds nothing: TypeORM throws instead of finding the first of all', async () => {
  const database = world.app.get(Database);
  const nothing = undefined as unknown as string;
  for (const where of [{ id: nothing }, { id: null as unknown as string }]) {
    await expect(database.asSystem(cast.victim.id, (tx) => tx.findOneBy(Grant, where))).rejects.toThrow();
    await expect(database.asSystem(cast.victim.id, (tx) => tx.findBy(Member, where))).rejects.toThrow();
    await expect(database.asSystem(cast.victim.id, (tx) => tx.update(Member, where, { title: 'x' }))).rejects.toThrow();
    await expect(database.asSystem(cast.victim.id, (tx) => tx.delete(Member, where))).rejects.toThrow();
  }
  await expect(database.asSystem(cast.victim.id, (tx) => tx.delete(Member, {}))).rejects.toThrow();
});
