import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './leases.mjs';
import { isTooOld } from './node-version.mjs';
import { freePort } from './postmaster.mjs';

// Stand-ins for the three programs: they write down what happened to them, so that order and environment can be seen.
const note = `const { appendFileSync } = require('node:fs');
const note = (line) => appendFileSync(process.env.NOTES, line + '\\n');`;
const programs = {
  api: `${note}
    note('api starts ' + process.pid + ' demo=' + process.env.WARIFU_DEMO + ' admin=' + process.env.DATABASE_ADMIN_URL);
    const server = require('node:http').createServer((request, response) => response.end());
    if (process.env.API_FAILS) process.exit(3);
    server.listen(Number(process.env.PORT), process.env.HOST);
    process.on('SIGTERM', () => { if (process.env.API_STAYS) return; note('api ends'); process.exit(0); });`,
  worker: `${note}
    note('worker starts ' + process.pid);
    setInterval(() => {}, 1000);
    process.on('SIGTERM', () => { note('worker ends'); process.exit(0); });`,
  cli: `${note}
    const args = process.argv.slice(2).join(' ');
    note('warifu ' + args + ' for ' + process.env.PUBLIC_ORIGIN + (process.env.DATABASE_ADMIN_URL ? '' : ' without admin'));
    console.log('ran ' + args);
    process.exit(args === process.env.CLI_FAILS_AT ? 1 : 0);`,
};

// An empty value counts as none; whoever runs the tests may have set these.
const names = [
  'DATABASE_URL',
  'DATABASE_ADMIN_URL',
  'WARIFU_MASTER_KEY',
  'WARIFU_DEMO',
  'PUBLIC_ORIGIN',
  'HOST',
  'METRICS_PORT',
  'LC_ALL',
  'LC_MESSAGES',
];
const unset = Object.fromEntries(names.map((name) => [name, '']));

const root = join(__dirname, '..', '..');
const folders: string[] = [];
const running: ChildProcess[] = [];

/** A folder with its own stand-ins, home and port: what one `npm start` after another works on. */
async function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'warifu-main-'));
  folders.push(folder);
  chmodSync(folder, 0o711);
  for (const [name, text] of Object.entries(programs)) {
    mkdirSync(join(folder, 'dist', 'apps', name), { recursive: true });
    writeFileSync(join(folder, 'dist', 'apps', name, 'main.js'), text);
  }
  const home = join(folder, 'home');
  const port = await freePort();
  const env = {
    ...process.env,
    ...unset,
    NODE_ENV: 'development',
    LANG: 'en_US.UTF-8',
    NOTES: join(folder, 'notes'),
    PORT: String(port),
    WARIFU_HOME: home,
    WARIFU_DIST: join(folder, 'dist'),
  };
  const notes = () => (existsSync(join(folder, 'notes')) ? readFileSync(join(folder, 'notes'), 'utf8') : '');
  return { folder, home, port, env, notes };
}

type Machine = Awaited<ReturnType<typeof machine>>;

function launch(script: 'main.mjs' | 'cli.mjs', on: Machine, more: NodeJS.ProcessEnv = {}, args: string[] = []) {
  const child = spawn(process.execPath, [join(root, 'apps', 'start', script), ...args], {
    env: { ...on.env, ...more },
  });
  running.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  child.stderr.on('data', (data) => {
    err += String(data);
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, out, err })),
  );
  const until = async (text: string | RegExp) => {
    for (const deadline = Date.now() + 45_000; ; ) {
      if (out.search(text) >= 0) return out;
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`never said ${text}:\n${out}\n${err}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  return { child, ended, until };
}

const postgresPid = ({ home }: Machine) =>
  Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
const pidOf = (name: string, notes: string) =>
  Number(
    notes
      .match(new RegExp(`${name} starts (\\d+)`, 'g'))
      ?.at(-1)
      ?.split(' ')[2],
  );

async function eventually(claim: () => boolean) {
  for (const deadline = Date.now() + 30_000; !claim(); ) {
    if (Date.now() > deadline) throw new Error(`still not true: ${claim.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('npm start', () => {
  it('migrates, loads the demo, starts both processes, says where, and stops in order', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    await eventually(() => here.notes().includes('worker starts'));
    const database = postgresPid(here);
    run.child.kill('SIGINT');
    const { code, out } = await run.ended;

    expect(code).toBe(0);
    expect(out).toContain(`Warifu is running: http://localhost:${here.port}`);
    const [migrate, load, ...rest] = here.notes().trim().split('\n');
    expect(migrate).toBe(`warifu migrate for http://localhost:${here.port}`);
    expect(load).toBe(`warifu demo load --if-empty for http://localhost:${here.port}`);
    expect(rest.filter((line) => line.includes('starts')).join()).toMatch(/demo=1 admin=undefined/);
    expect(rest.slice(-2)).toEqual(['api ends', 'worker ends']);
    expect(isAlive(database)).toBe(false);
  });

  it('takes one Ctrl-C that arrives twice, as under npm, for one', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    run.child.kill('SIGINT');
    await run.until('Stopping');
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    expect(here.notes().trim().split('\n').slice(-2)).toEqual(['api ends', 'worker ends']);
  });

  it('does not wait for a busy process when asked a second time', async () => {
    const here = await machine();
    const run = launch('main.mjs', here, { API_STAYS: '1' });
    await run.until('Warifu is running');
    run.child.kill('SIGINT');
    await run.until('Stopping');
    await new Promise((resolve) => setTimeout(resolve, 700));
    const begin = Date.now();
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    expect(Date.now() - begin).toBeLessThan(9_000);
  });

  it('keeps key and data for the next start, which is quick', async () => {
    const here = await machine();
    const first = launch('main.mjs', here);
    expect(await first.until('Warifu is running')).toContain('A master key was made');
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const key = readFileSync(join(here.home, 'master.key'), 'utf8');
    expect(Buffer.from(key.trim(), 'base64url')).toHaveLength(32);
    expect(statSync(join(here.home, 'master.key')).mode & 0o777).toBe(0o600);

    const begin = Date.now();
    const second = launch('main.mjs', here);
    expect(await second.until('Warifu is running')).not.toContain('master key');
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(readFileSync(join(here.home, 'master.key'), 'utf8')).toBe(key);
  });

  it('starts a process again when it dies, and says why', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    const before = pidOf('api', here.notes());
    process.kill(before, 'SIGKILL');
    await run.until('api ended unexpectedly .SIGKILL.');
    await eventually(() => pidOf('api', here.notes()) !== before);
  });

  it('brings its Postgres back on the same port', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    const before = readFileSync(join(here.home, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(before[0]), 'SIGKILL');
    await run.until('Postgres ended unexpectedly .SIGKILL.');
    await eventually(() => isAlive(postgresPid(here)) && postgresPid(here) !== Number(before[0]));
    expect(readFileSync(join(here.home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3]).toBe(before[3]);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    expect(existsSync(join(here.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('leaves no Postgres behind when it is told to end while that comes back', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    process.kill(postgresPid(here), 'SIGKILL');
    await run.until('Postgres ended unexpectedly');
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    expect(existsSync(join(here.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('gives up on a process that never stays, stops the rest and fails', async () => {
    const here = await machine();
    const run = launch('main.mjs', here, { API_FAILS: '1' });
    const { code, err } = await run.ended;
    expect(code).toBe(1);
    expect(err).toContain('It keeps ending however often it is started (api: exit code 3)');
    expect(here.notes().match(/api starts/g)).toHaveLength(6);
    expect(existsSync(join(here.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('leaves no process behind when it is killed itself', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    const children = [pidOf('api', here.notes()), pidOf('worker', here.notes())];
    run.child.kill('SIGKILL');
    await eventually(() => children.every((pid) => !isAlive(pid)));
    const next = launch('main.mjs', here);
    await next.until('Warifu is running');
  });

  it('ends with the npm that started it, even when nothing is passed on', async () => {
    const here = await machine();
    const line = `"${process.execPath}" "${join(root, 'apps', 'start', 'main.mjs')}"; true`;
    const shell = spawn('/bin/sh', ['-c', line], {
      env: { ...here.env, npm_lifecycle_event: 'start' },
      stdio: 'ignore',
    });
    await eventually(() => here.notes().includes('demo sign-ins') && here.notes().includes('worker starts'));
    const pids = [pidOf('api', here.notes()), pidOf('worker', here.notes()), postgresPid(here)];
    shell.kill('SIGTERM');
    await eventually(() => pids.every((pid) => !isAlive(pid)));
    expect(here.notes().trim().split('\n').slice(-2)).toEqual(['api ends', 'worker ends']);
  });

  it('loads no demo where none is wanted', async () => {
    const here = await machine();
    const run = launch('main.mjs', here, { WARIFU_DEMO: '0' });
    await run.until('Warifu is running');
    expect(here.notes()).not.toContain('demo load');
    expect(here.notes()).toContain('demo=0');
  });
});

describe('npm run warifu', () => {
  it('works while stopped, and stops the Postgres it started', async () => {
    const here = await machine();
    const run = await launch('cli.mjs', here, {}, ['demo', 'reset']).ended;
    expect(run.code).toBe(0);
    expect(run.out).toBe('ran migrate\nran demo reset\n');
    expect(existsSync(join(here.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('works beside a running start, under the same origin, and leaves it running', async () => {
    const here = await machine();
    const run = launch('main.mjs', here);
    await run.until('Warifu is running');
    const { code } = await launch('cli.mjs', here, { PORT: '1234' }, ['audit', 'verify']).ended;
    expect(code).toBe(0);
    expect(here.notes()).toContain(`warifu audit verify for http://localhost:${here.port}`);
    expect(isAlive(postgresPid(here))).toBe(true);
  });

  it('ends as the command ended', async () => {
    const here = await machine();
    const run = launch('cli.mjs', here, { CLI_FAILS_AT: 'audit verify' }, ['audit', 'verify']);
    expect((await run.ended).code).toBe(1);
  });

  it('needs no database to explain itself', async () => {
    const here = await machine();
    expect((await launch('cli.mjs', here, {}, ['--help']).ended).out).toBe('ran --help\n');
    expect(existsSync(here.home)).toBe(false);
  });
});

describe('one sentence when it cannot start', () => {
  const refusal = async (here: Machine, more: NodeJS.ProcessEnv = {}) => {
    const { code, err, out } = await launch('main.mjs', here, more).ended;
    expect(code).toBe(1);
    expect(out).not.toContain('running');
    expect(err.trim().split('\n')).toHaveLength(1);
    return err;
  };

  it('says which port is in use', async () => {
    const here = await machine();
    const other = createServer().listen(here.port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    expect(await refusal(here)).toContain(`Port ${here.port} is already in use`);
    other.close();
  });

  it('says that a file lies where the data folder should be', async () => {
    const here = await machine();
    writeFileSync(here.home, 'a file');
    expect(await refusal(here)).toContain('should be the data folder but is a file');
  });

  it('says that the master key is missing over existing data, and makes no new one', async () => {
    const here = await machine();
    await launch('cli.mjs', here, {}, ['migrate']).ended;
    rmSync(join(here.home, 'master.key'));
    expect(await refusal(here)).toContain('There is data but the master key');
    expect(existsSync(join(here.home, 'master.key'))).toBe(false);
  });

  it('says that a master key is none', async () => {
    const here = await machine();
    expect(await refusal(here, { WARIFU_MASTER_KEY: 'secret' })).toContain(
      'WARIFU_MASTER_KEY does not hold a 32-byte key',
    );
  });

  it.each([
    ['not-a-url', /DATABASE_URL is not usable/],
    ['mysql://a:hunter2@localhost/warifu', /DATABASE_URL is not usable/],
    ['postgresql://a:hunter2@127.0.0.1:1/warifu', /Nobody answers at 127.0.0.1:1 of DATABASE_URL/],
  ])('says what is wrong with DATABASE_URL=%s, never its password', async (url, expected) => {
    const here = await machine();
    const said = await refusal(here, { DATABASE_URL: url, DATABASE_ADMIN_URL: url });
    expect(said).toMatch(expected);
    expect(said).not.toContain('hunter2');
  });

  it('says that one database URL is not enough', async () => {
    const here = await machine();
    expect(await refusal(here, { DATABASE_URL: 'postgresql://a:b@localhost/c' })).toContain(
      'DATABASE_ADMIN_URL is missing',
    );
  });

  it('says that a port is no number', async () => {
    const here = await machine();
    expect(await refusal(here, { PORT: '80a' })).toContain('PORT=80a is not a port');
  });

  it('says that a migration failed, and leaves nothing running', async () => {
    const here = await machine();
    expect(await refusal(here, { CLI_FAILS_AT: 'migrate' })).toContain('The database could not be migrated');
    expect(existsSync(join(here.home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('speaks the language of the terminal, and both where it names none', async () => {
    const here = await machine();
    expect(await refusal(here, { PORT: 'x', LANG: 'ja_JP.UTF-8' })).toContain('ポート番号ではありません');
    const { err } = await launch('main.mjs', here, { PORT: 'x', LANG: 'C.UTF-8' }).ended;
    expect(err.trim().split('\n')).toHaveLength(2);
  });

  it('knows which Node is too old', () => {
    expect(['18.20.4', '20.18.3'].map(isTooOld)).toEqual([true, true]);
    expect(['20.19.0', '22.1.0', '24.21.0'].map(isTooOld)).toEqual([false, false, false]);
  });
});
