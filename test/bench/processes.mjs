import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../apps/start/postmaster.mjs';
import { openWires, request } from './wire.mjs';

const apiProgram = fileURLToPath(new URL('../../dist/apps/api/main.js', import.meta.url));
const ceilingProgram = fileURLToPath(new URL('ceiling.mjs', import.meta.url));
const READY_WITHIN_MS = 30_000;

/** Connections each server keeps to Postgres for reading; the same for both. */
export const POOL = 8;

/**
 * Starts the real api as production would, on loopback. Only the limit on denied openings is lifted: measuring them is
 * the purpose here.
 * @returns its port, process id, the names of its connections in Postgres, the time from start to first answer (ms)
 */
export async function startApi(database, masterKey = randomBytes(32).toString('base64url')) {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'warifu-bench-api-'));
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.appUrl,
    READING_POOL: String(POOL),
    WARIFU_MASTER_KEY: masterKey,
    WARIFU_HOME: home,
    DENIALS_PER_MINUTE: '1000000000',
  };
  const started = await start(apiProgram, env, home, () => port);
  const applications = ['warifu_app', 'warifu_reader'];
  return { ...started, name: 'warifu', port, origin: env.PUBLIC_ORIGIN, applications };
}

/** Starts the ceiling: the barest server that does the same work on the same database. */
export async function startCeiling(database) {
  const { rows } = await database.sql.query('select kid from signing_keys order by kid limit 1');
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'warifu-bench-ceiling-'));
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: database.adminUrl,
    POOL: String(POOL),
    SIGNING_KEY: rows[0].kid,
  };
  const started = await start(ceilingProgram, env, home, () => port);
  return { ...started, name: 'ceiling', port, origin: `http://127.0.0.1:${port}`, applications: ['bench_ceiling'] };
}

async function start(program, env, home, portOf) {
  const log = join(home, 'log');
  const output = openSync(log, 'a');
  const begin = performance.now();
  const child = spawn(process.execPath, [...profiling(), program], { env, stdio: ['ignore', output, output] });
  const farewell = () => child.kill('SIGKILL');
  process.once('exit', farewell);
  await firstAnswer(child, portOf(), log);
  const readyMs = performance.now() - begin;
  return {
    pid: child.pid,
    readyMs,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await ended;
        clearTimeout(late);
      }
      process.off('exit', farewell);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** BENCH_NODE_OPTIONS="--cpu-prof --cpu-prof-dir=…" looks where the time goes. */
const profiling = () => (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean);

async function firstAnswer(child, port, log) {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`A server did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    }
    await sleep(5);
  }
}

async function isReady(port) {
  try {
    const [wire] = await openWires(port, 1);
    const { status } = await wire.send(request('GET', '/health/ready'));
    wire.close();
    return status === 200;
  } catch {
    return false;
  }
}
