import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, say } from './say.mjs';

const KEY_BYTES = 32;

/**
 * Makes sure there is a master key: from the environment, from the home's file, or, in a home without any data, a new
 * one. Over existing data a new key would only hide that the old one is gone, so that is refused.
 */
export function requireMasterKey({ home, masterKey }) {
  const file = join(home, 'master.key');
  if (masterKey) return checkKey(masterKey, 'WARIFU_MASTER_KEY');
  if (existsSync(file)) {
    if (process.platform !== 'win32' && statSync(file).mode & 0o077) chmodSync(file, 0o600);
    return checkKey(readFileSync(file, 'utf8'), file);
  }
  if (hasData(home)) throw keyIsMissing(file);
  writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  say(
    `⚠ マスターキーを ${file} に作りました。なくすと、預かった署名鍵と証跡は二度と読めません。安全な場所に控えを取ってください。`,
    `⚠ A master key was made in ${file}. If it is lost, stored signing keys and evidence can never be read again: keep a copy in a safe place.`,
  );
}

/** Is there anything that a key may already protect: a cluster (here or behind a link), or evidence? */
function hasData(home) {
  if (lstatSync(join(home, 'postgres'), { throwIfNoEntry: false })) return true;
  const evidence = join(home, 'evidence');
  return existsSync(evidence) && readdirSync(evidence).length > 0;
}

/** One key, or after a rotation the new one and the old: the application reads them the same way. */
function checkKey(text, where) {
  const keys = text.split(/[\s,]+/).filter(Boolean);
  const sound = (key) => /^[A-Za-z0-9_-]{43}$/.test(key) && Buffer.from(key, 'base64url').length === KEY_BYTES;
  if (keys.length > 0 && keys.every(sound)) return;
  throw new Failure(
    `${where} は 32 バイトの鍵(base64url)ではありません。控えから正しい鍵を戻してください。`,
    `${where} does not hold a 32-byte key in base64url: put the right key back from your copy.`,
  );
}

function keyIsMissing(file) {
  return new Failure(
    `データはありますが、マスターキー ${file} がありません。控えから戻すか WARIFU_MASTER_KEY に指定してください(新しい鍵では署名鍵と証跡を読めません)。`,
    `There is data but the master key ${file} is missing: put it back from your copy or set WARIFU_MASTER_KEY (a new key could not read the stored keys and evidence).`,
  );
}
