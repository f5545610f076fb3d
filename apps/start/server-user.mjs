import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Failure } from './say.mjs';

/**
 * Under which user the server must run: undefined means "as we are". Postgres refuses to run as root, so root hands
 * it to whoever owns the data already, else to `postgres`, else to `nobody` (which exists everywhere).
 */
export function serverUser(dataDir) {
  if (!process.getuid || process.getuid() !== 0) return undefined;
  return ownerOf(dataDir) ?? account('postgres') ?? account('nobody') ?? nobodyToRunAs();
}

/** Can that user enter this folder? Asked of the system, because modes alone do not tell (ACLs, parents, mounts). */
export function canEnter(folder, user) {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0;
}

function ownerOf(dataDir) {
  const stat = statSync(dataDir, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function account(name) {
  const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (ids.some(({ status }) => status !== 0)) return undefined;
  const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
  return { uid, gid };
}

function nobodyToRunAs() {
  throw new Failure(
    'root では PostgreSQL を動かせず、利用者 postgres も nobody も見つかりません。root 以外で起動するか、DATABASE_URL と DATABASE_ADMIN_URL を指定してください。',
    'Postgres does not run as root and there is no user postgres or nobody: start as another user, or set DATABASE_URL and DATABASE_ADMIN_URL.',
  );
}
