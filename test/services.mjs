import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import { startPostgres } from '../apps/start/postgres.mjs';
import { freePort } from '../apps/start/postmaster.mjs';

/**
 * Starts a throw-away Postgres and tells the tests of it:
 * - `TEST_ADMIN_URL`: a superuser, on a database that tests leave alone and create their own beside;
 * - `TEST_APP_LOGIN`: the application's login, with `{database}` where the name of such a database goes.
 */
export async function startTestPostgres() {
  const home = temporaryFolder('postgres');
  const server = await startPostgres({ home, test: true });
  process.env.TEST_ADMIN_URL = server.adminUrl;
  process.env.TEST_APP_LOGIN = server.appUrl.replace(/[^/]+$/, '{database}');
  return {
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a throw-away Redis where a server program is on PATH, and sets `TEST_REDIS_URL`; with `REDIS_URL` set, that
 * one is used. Undefined when there is neither.
 */
export async function startTestRedis() {
  if (process.env.REDIS_URL) {
    process.env.TEST_REDIS_URL = process.env.REDIS_URL;
    return { stop: async () => {} };
  }
  const program = onPath('redis-server') ?? onPath('valkey-server');
  if (!program) return undefined;

  const folder = temporaryFolder('redis');
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // A run that is cut off (Jest skips its teardown then) must not leave a server behind.
  const farewell = () => child.kill('SIGKILL');
  process.once('exit', farewell);
  await waitForPort(port, child);
  process.env.TEST_REDIS_URL = `redis://127.0.0.1:${port}`;
  return {
    async stop() {
      process.off('exit', farewell);
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh folder that another user (the one Postgres runs as) can pass through. */
function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `warifu-test-${name}-`));
  chmodSync(folder, 0o711);
  return folder;
}

function onPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}

async function waitForPort(port, child) {
  const deadline = Date.now() + 20_000;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`redis did not start (${child.exitCode})`);
    await sleep(20);
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
