import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { killProcesses, startProcess } from '../support/child.ts';
import { until } from '../support/work.ts';

const root = join(__dirname, '../..');
let name: string;
let home: string;
let admin: pg.Pool;
let environment: Record<string, string>;

beforeAll(async () => {
  name = `test_cli_${process.pid}_${Date.now().toString(36)}`;
  home = await mkdtemp(join(tmpdir(), 'warifu-cli-'));
  await onServer(`create database ${name}`);
  const adminUrl = new URL(process.env.TEST_ADMIN_URL!);
  adminUrl.pathname = `/${name}`;
  admin = new pg.Pool({ connectionString: adminUrl.href, max: 2 });
  environment = {
    NODE_ENV: 'test',
    DATABASE_URL: process.env.TEST_APP_LOGIN!.replace('{database}', name),
    DATABASE_ADMIN_URL: adminUrl.href,
    WARIFU_HOME: home,
    LOG_LEVEL: 'silent',
  };
});
afterAll(async () => {
  await killProcesses();
  await admin.end();
  await onServer(`drop database if exists ${name} with (force)`);
  await rm(home, { recursive: true, force: true });
});

async function onServer(statement: string) {
  const client = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL });
  await client.connect();
  await client.query(statement);
  await client.end();
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `warifu …` as an operator does, compiled; `undefined` takes a variable away. */
function warifu(args: string[], change: Record<string, string | undefined> = {}, input = ''): Promise<Ended> {
  const merged = { PATH: process.env.PATH, ...environment, ...change };
  const env = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(root, 'dist/apps/cli/main.js'), ...args],
      { env },
      (error, out, err) => {
        expect(out + err).not.toMatch(/\n\s+at /); // never a stack
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
      },
    );
    child.stdin?.end(input);
  });
}

test('an empty database: the doctor says what is missing, migrate mends it, twice is harmless', async () => {
  const before = await warifu(['doctor']);
  expect(before.code).toBe(1);
  expect(before.out).toMatch(/BAD {2}migrations: .*warifu migrate/);

  const refused = await warifu(['migrate'], { DATABASE_ADMIN_URL: undefined });
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/DATABASE_ADMIN_URL/)]);
  expect((await warifu(['migrate'])).out).toMatch(/Migrated: Tables/);
  expect((await warifu(['migrate'])).out).toMatch(/up to date/);
});

test('a worker later, the doctor finds everything well', async () => {
  const worker = await startProcess('dist/apps/worker/main.js', environment);
  for (let count = 1; count <= 3; count += 1) {
    await admin.query(`insert into ledger_entries (event) values ('grant.issued')`);
    await until(async () => (await admin.query('select from ledger_seals')).rowCount === count);
  }
  const well = await warifu(['doctor']);
  expect(well.out).not.toMatch(/BAD/);
  expect(well.out.trim().split('\n')).toHaveLength(7);
  expect(well.code).toBe(0);
  expect(await worker.stop()).toBe(0);
});

test('audit verify: 0 when sound, with and without the head, also for programs', async () => {
  const sound = await warifu(['audit', 'verify']);
  expect([sound.code, sound.out]).toEqual([0, expect.stringMatching(/Checked 3 seals and 3 entries/)]);
  const json = await warifu(['audit', 'verify', '--head', join(home, 'ledger/head.json'), '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ sound: true, entries: 3, headSigned: true, findings: [] });
});

test('audit verify: 2 when it cannot be told', async () => {
  await writeFile(join(home, 'junk.json'), 'junk');
  const cases: [string[], Record<string, string>][] = [
    [['--head', join(home, 'nowhere.json')], {}],
    [['--head', join(home, 'junk.json')], {}],
    [[], { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/nothing' }],
    [[], { DATABASE_URL: 'nonsense' }],
  ];
  for (const [args, change] of cases)
    expect([args, (await warifu(['audit', 'verify', ...args], change)).code]).toEqual([args, 2]);
});

test('audit verify: 1 and the name of the row when something was changed', async () => {
  const { rows } = await admin.query(`update ledger_entries set event = 'grant.ended' where id = 2 returning event`);
  expect(rows).toHaveLength(1);
  const changed = await warifu(['audit', 'verify']);
  expect([changed.code, changed.out]).toEqual([
    1,
    expect.stringMatching(/^記録 2: .* \/ entry 2: is not what was sealed$/m),
  ]);
  await admin.query(`update ledger_entries set event = 'grant.issued' where id = 2`);
  expect((await warifu(['audit', 'verify'])).code).toBe(0);
});

test('audit verify: the cut-off end is seen with the head, and the head cannot be forged', async () => {
  const kept = join(home, 'kept.json');
  await copyFile(join(home, 'ledger/head.json'), kept);
  await admin.query(`create table gone as select * from ledger_seals where number = 3`);
  await admin.query(`delete from ledger_seals where number = 3; delete from ledger_entries where id = 3`);
  const cut = await warifu(['audit', 'verify', '--head', kept]);
  expect([cut.code, cut.out]).toEqual([1, expect.stringMatching(/seal 3: was cut off at the end/)]);

  await writeFile(
    kept,
    `{"head":{"number":"2","head":"${'0'.repeat(64)}","lastTx":"1","lastId":"2","total":"2","sealedAt":""},"jws":"a.b.c"}`,
  );
  const forged = await warifu(['audit', 'verify', '--head', kept]);
  expect([forged.code, forged.out]).toEqual([1, expect.stringMatching(/not signed by the ledger key/)]);
});

test('the master key is changed and everything still opens; a wrong key is noticed', async () => {
  const old = join(home, 'master.old');
  await copyFile(join(home, 'master.key'), old);
  const rotated = await warifu(['keys', 'rotate-master']);
  expect([rotated.code, rotated.out]).toEqual([
    0,
    expect.stringMatching(/Moved to the current master key \(0 \+ 1 \+ 0\)/),
  ]);
  expect((await warifu(['doctor'])).out).toMatch(/ok {3}master key: from the file, opens 1/);
  const fresh = join(home, 'master.fresh');
  await copyFile(join(home, 'master.key'), fresh);
  await copyFile(old, join(home, 'master.key'));
  expect((await warifu(['doctor'])).out).toMatch(/BAD {2}master key: It is not the one/);
  await copyFile(fresh, join(home, 'master.key'));
});

test('a command that does not exist, and a configuration that cannot be used', async () => {
  expect((await warifu(['nonsense'])).code).toBe(1);
  const bad = await warifu(['doctor'], { DATABASE_URL: undefined, PORT: 'x' });
  expect([bad.code, bad.out]).toEqual([1, expect.stringMatching(/BAD {2}configuration: .*PORT.*DATABASE_URL/)]);
});

test('an operator is made once, the password comes on standard input and is never an argument', async () => {
  const args = ['operator', 'create', '--email', 'operator@example.jp', '--name', '運営'];
  expect((await warifu(args, {}, '')).code).toBe(1);
  expect((await warifu(args, {}, 'short\n')).err).toMatch(/12 characters/);
  expect((await warifu(args, {}, 'tansu-no-ue-ni-neko-ga-3biki\n')).code).toBe(0);
  expect((await warifu(args, {}, 'tansu-no-ue-ni-neko-ga-3biki\n')).err).toMatch(/operator already/);
  const { rows } = await admin.query(`select email from people where operator_since is not null`);
  expect(rows).toEqual([{ email: 'operator@example.jp' }]);
});
