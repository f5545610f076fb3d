import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverEnvironment } from './cluster.mjs';
import { isAlive, isTaken, processFile } from './leases.mjs';
import { Failure } from './say.mjs';

const READY_WITHIN_MS = 300_000;
const STOPPED_WITHIN_MS = 60_000;
const PORT_TRIES = 5;

/** The server of this data folder if one is running, whoever started it: `{ pid, port }`. */
export function runningServer(data) {
  const file = readPidFile(data);
  return file && isServerOf(file.pid, data) ? { pid: file.pid, port: file.port } : undefined;
}

/**
 * Makes a left-over pid file harmless. One that names a dead process is Postgres' own business: it first makes sure
 * that none of the dead server's children still holds the memory. What Postgres cannot judge is a number that meanwhile
 * belongs to somebody else's process (after a restart of the machine or container) or to one that ended but lingers, so
 * that is replaced by a free one.
 */
export function disarmStalePidFile(data) {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return;
  const file = readPidFile(data);
  if (!file) return rmSync(path);
  if (!isTaken(file.pid) || isServerOf(file.pid, data)) return;
  const rest = readFileSync(path, 'utf8').split('\n').slice(1);
  writeFileSync(path, [unusedPid(), ...rest].join('\n'));
}

/**
 * Starts the server, writes its process id into the file `record`, and waits until it takes connections.
 * @returns {Promise<{ pid: number, port: number, ended: Promise<string> }>} `ended` resolves with the reason
 */
export async function launch({ bin, data, user, test, log, port, record }) {
  for (let attempt = 1; ; attempt++) {
    const chosen = port || (await freePort());
    const server = spawnServer({ bin, data, user, test, log, port: chosen });
    // At once: should this launcher be killed while it waits, the next one must know the server for one of ours.
    writeFileSync(record, String(server.child.pid));
    const reason = await readyOrReason(server, data);
    if (reason === undefined) return { pid: server.child.pid, port: chosen, ended: server.ended };
    const taken = readFileSync(log, 'utf8').includes('could not bind');
    if (!taken || port || attempt === PORT_TRIES) throw didNotStart(reason, log);
  }
}

/** Fast shutdown: running statements are cut off, everything committed is written. Resolves when the server is gone. */
export async function shutDown(pid, data) {
  const deadline = Date.now() + STOPPED_WITHIN_MS;
  signal(pid, 'SIGINT');
  while (isServerOf(pid, data)) {
    if (Date.now() > deadline) return signal(pid, 'SIGQUIT');
    await sleep(20);
  }
}

/** A port on this machine that nobody listens on just now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function spawnServer({ bin, data, user, test, log, port }) {
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a', 0o600);
  // Detached: Ctrl-C reaches a terminal's whole process group, and the database must be the last to go, not the first.
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...flags(port, test)], {
    ...user,
    cwd: data,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, name) => resolve(name ?? `exit code ${code}`));
  });
  child.unref();
  return { child, ended };
}

function flags(port, test) {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Details of an error quote the offending row, and a log must not hold what companies disclose.
    log_error_verbosity: 'terse',
    ...(test ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/** undefined when ready, else why the server ended. Reads the pid file's last line as `pg_ctl --wait` does. */
async function readyOrReason({ child, ended }, data) {
  let reason;
  void ended.then((why) => {
    reason = why;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (reason === undefined) {
    const file = readPidFile(data);
    if (file?.pid === child.pid && file.status === 'ready') return undefined;
    if (Date.now() > deadline) {
      signal(child.pid, 'SIGQUIT');
      return 'not ready in time';
    }
    await sleep(10);
  }
  return reason;
}

/** pid, data folder, start time, port, socket folder, address, memory key, status: a line each. */
function readPidFile(data) {
  let lines;
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0
    ? { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() }
    : undefined;
}

/** A live process is ours only if its command line names this data folder: numbers are given out again. */
function isServerOf(pid, data) {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  return commandLine(pid).includes(data);
}

function commandLine(pid) {
  if (process.platform === 'linux') return (processFile(pid, 'cmdline') ?? '').replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

function unusedPid() {
  for (let pid = 4_194_303; ; pid--) if (!isTaken(pid)) return pid;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function didNotStart(reason, log) {
  const last = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /FATAL|ERROR|PANIC|LOG: {2}could not/.test(line))
    .at(-1);
  const why = last?.replace(/^.*?(FATAL|ERROR|PANIC|LOG): */, '') ?? reason;
  return new Failure(
    `PostgreSQL が起動しませんでした(${why})。${log} を見て直してから、もう一度起動してください。`,
    `Postgres did not start (${why}): see ${log}, mend that and start again.`,
  );
}
