import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './say.mjs';

const LOCK_WAIT_MS = 120_000;
const FRESH_MS = 2_000;
let counter = 0;

/** Does a process with this id run? One that ended and was never waited for, as in many containers, does not. */
export function isAlive(pid) {
  return isTaken(pid) && !/\) Z /.test(processFile(pid, 'stat') ?? '');
}

/** What Linux tells about a process in /proc; undefined on other systems, or when it has just ended. */
export function processFile(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Is this process id in use in any way? One that belongs to somebody else, or has ended and lingers, counts. */
export function isTaken(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `work` while no other launcher works on the same folder; a lock whose holder died is taken over. */
export async function withLock(folder, work) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock');
  const deadline = Date.now() + LOCK_WAIT_MS;
  while (!taken(file)) {
    if (isAbandoned(file)) rmSync(file, { force: true });
    else if (Date.now() > deadline) throw stillLocked(file);
    else await sleep(50);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Says "this process uses the server". Returns how to end the lease; ending it tells whether nobody else is left, so
 * that a command run beside `npm start` never stops the server under it, whichever of the two started it.
 */
export function takeLease(folder) {
  const name = `lease-${process.pid}-${++counter}`;
  writeFileSync(join(folder, name), '');
  return {
    end() {
      rmSync(join(folder, name), { force: true });
      return liveLeases(folder) === 0;
    },
  };
}

function liveLeases(folder) {
  const leases = readdirSync(folder).filter((name) => name.startsWith('lease-'));
  const dead = leases.filter((name) => !isAlive(Number(name.split('-')[1])));
  for (const name of dead) rmSync(join(folder, name), { force: true });
  return leases.length - dead.length;
}

function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A lock is created and filled in two steps, so an empty one is trusted for a moment. */
function isAbandoned(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    return holder ? !isAlive(holder) : Date.now() - statSync(file).mtimeMs > FRESH_MS;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function stillLocked(file) {
  return new Failure(
    `別の起動処理が終わらないようです。それを止めるか、${file} を消してからやり直してください。`,
    `Another start seems to be stuck: stop it, or remove ${file}, and try again.`,
  );
}
