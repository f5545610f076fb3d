import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeOpenFolder, sharedFolder } from './binaries.mjs';
import { Failure, say } from './say.mjs';
import { canEnter } from './server-user.mjs';

/**
 * Creates the folder where everything that must survive lies, if it is not there yet.
 * It can be passed through but not listed: the server may run as another user, and what lies inside has modes of its own.
 */
export function prepareHome(home) {
  refuseFile(home);
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    if (process.getuid?.() === 0 && (statSync(home).mode & 0o001) === 0) chmodSync(home, statSync(home).mode | 0o011);
    for (const name of ['evidence', 'mail', 'server']) mkdirSync(join(home, name), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notWritable(home, error);
  }
  return home;
}

/** Where this home's cluster lies, or would lie; a link leads there when it had to be kept elsewhere. */
export function existingData(home) {
  const link = join(home, 'postgres');
  if (!lstatSync(link, { throwIfNoEntry: false })) return undefined;
  refuseFile(link);
  try {
    return realpathSync(link);
  } catch (error) {
    throw movedAway(link, error);
  }
}

/** Chooses the place of a new cluster: inside the home, or in a shared folder when its user cannot get in there. */
export function placeForData(home, user) {
  if (!user || canEnter(home, user)) return join(home, 'postgres');
  const place = join(sharedFolder('data'), createHash('sha256').update(home).digest('hex').slice(0, 12), 'postgres');
  makeOpenFolder(dirname(place));
  symlinkSync(place, join(home, 'postgres'));
  say(
    `${home} には PostgreSQL の利用者が入れないため、データは ${place} に置きます。`,
    `The Postgres user cannot enter ${home}, so the data is kept in ${place}.`,
  );
  return place;
}

/** Refuses a folder that holds something else, or a cluster this Postgres cannot read. */
export function holdsCluster(data, major) {
  if (!statSync(data, { throwIfNoEntry: false })) return false;
  const names = readNames(data);
  if (names.length === 0) return false;
  if (!names.includes('PG_VERSION')) throw notOurs(data);
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (found !== String(major)) throw otherMajor(data, found, major);
  return true;
}

function readNames(data) {
  try {
    return readdirSync(data);
  } catch (error) {
    throw notWritable(data, error);
  }
}

function refuseFile(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || stat.isDirectory()) return;
  throw new Failure(
    `${path} はデータを置くフォルダーのはずですが、ファイルです。移動または削除するか、WARIFU_HOME で別の場所を指定してください。`,
    `${path} should be the data folder but is a file: move it away, or set WARIFU_HOME to another place.`,
  );
}

function notWritable(path, cause) {
  return new Failure(
    `データのフォルダー ${path} に書き込めません(${cause.code})。権限を直すか、WARIFU_HOME で別の場所を指定してください。`,
    `The data folder ${path} cannot be written (${cause.code}): mend its permissions, or set WARIFU_HOME to another place.`,
    { cause },
  );
}

function movedAway(link, cause) {
  return new Failure(
    `データの実体への参照 ${link} の先がありません。データを元に戻すか、データが不要なら ${link} を消してください。`,
    `${link} points to data that is not there: put the data back, or remove ${link} if you do not need it.`,
    { cause },
  );
}

function notOurs(data) {
  return new Failure(
    `${data} には PostgreSQL のデータではないものが入っています。移動するか、WARIFU_HOME で別の場所を指定してください。`,
    `${data} holds something that is not Postgres data: move it away, or set WARIFU_HOME to another place.`,
  );
}

function otherMajor(data, found, major) {
  return new Failure(
    `${data} は PostgreSQL ${found} のデータで、同梱の ${major} では読めません。${found} で動かして書き出し、新しい WARIFU_HOME に戻してください。`,
    `${data} was made by Postgres ${found} and the embedded ${major} cannot read it: dump it with ${found} and restore it under a new WARIFU_HOME.`,
  );
}
