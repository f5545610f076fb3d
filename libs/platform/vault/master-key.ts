import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { KEY_BYTES, keyId, newKey } from './vault.ts';

/** What is wrong with the master key, in one sentence an operator can act on. Never contains key material. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

interface MasterKeySource {
  /** From the environment: base64url keys, current first, separated by commas or spaces. Wins over the file. */
  readonly value?: string | undefined;
  /** The file that holds one base64url key per line, current first. */
  readonly file: string;
  /** False where data already exists: then a missing file is an error, not a reason to make a new key. */
  readonly mayCreate?: boolean;
}

interface MasterKeys {
  /** Current first; ready for `new Vault(keys)`. */
  readonly keys: Buffer[];
  /** `created` asks the caller to warn: without a copy of this file, sealed data is lost for ever. */
  readonly origin: 'value' | 'file' | 'created';
}

/**
 * Finds the master keys: a value given by configuration, else the file, else a new file (mode 0600, made exclusively,
 * so that two processes starting together end up with one key). Throws {@link MasterKeyError}.
 */
export function loadMasterKey({ value, file, mayCreate = true }: MasterKeySource): MasterKeys {
  if (value?.trim()) return { keys: parseMasterKeys(value, 'The configured master key'), origin: 'value' };
  const present = readKeyFile(file);
  if (present !== undefined) return { keys: parseMasterKeys(present, `Master key file ${file}`), origin: 'file' };
  if (!mayCreate) {
    throw new MasterKeyError(`Master key file ${file} is missing over existing data: put it back or set the key`);
  }
  return createKeyFile(file);
}

/**
 * Puts a new key on top of the file; the earlier ones stay below it to open what they sealed. After everything is
 * re-wrapped, {@link retireMasterKeys} removes them. Returns the keys, current first.
 */
export function rotateMasterKey(file: string): Buffer[] {
  const { keys } = loadMasterKey({ file, mayCreate: false });
  const rotated = [newKey(), ...keys];
  replaceKeyFile(file, rotated);
  return rotated;
}

/** Leaves only the current key in the file. What was sealed under an earlier one never opens again. */
export function retireMasterKeys(file: string): void {
  const { keys } = loadMasterKey({ file, mayCreate: false });
  replaceKeyFile(file, keys.slice(0, 1));
}

/** Reads base64url keys of 32 bytes; refuses what no random generator would have given. */
function parseMasterKeys(text: string, where: string): Buffer[] {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => {
      const key = Buffer.from(word, 'base64url');
      if (key.length !== KEY_BYTES || key.toString('base64url') !== word) {
        throw new MasterKeyError(`${where} is not base64url of ${KEY_BYTES} bytes`);
      }
      if (looksChosen(key)) throw new MasterKeyError(`${where} is not random: make one with a random generator`);
      return key;
    });
  if (keys.length === 0) throw new MasterKeyError(`${where} is empty`);
  if (new Set(keys.map(keyId)).size !== keys.length) throw new MasterKeyError(`${where} names the same key twice`);
  return keys;
}

/** Zeros, repeats, counting bytes and typed text. A random key is mistaken for one less than once in 10^13. */
function looksChosen(key: Buffer): boolean {
  const steps = new Set(key.subarray(1).map((byte, i) => byte - (key[i] ?? 0)));
  const typed = key.every((byte) => byte >= 0x20 && byte <= 0x7e);
  return new Set(key).size <= 16 || steps.size <= 2 || typed;
}

function readKeyFile(file: string): string | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new MasterKeyError(`Master key file ${file} cannot be read`, { cause: error });
  }
  try {
    // Asked of the open file, not of its name, so that it cannot be swapped in between. Windows has no such bits.
    const { mode } = fstatSync(handle);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new MasterKeyError(`Master key file ${file} is open to other users: set its mode to 0600`);
    }
    return readWhenWritten(handle, file);
  } finally {
    closeSync(handle);
  }
}

/** Another process may have made the file and be about to write it: an empty file gets two seconds to fill. */
function readWhenWritten(handle: number, file: string): string {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; tries < 40 && fstatSync(handle).size === 0; tries++) Atomics.wait(pause, 0, 0, 50);
  try {
    return readFileSync(handle, 'utf8');
  } catch (error) {
    throw new MasterKeyError(`Master key file ${file} cannot be read`, { cause: error });
  }
}

function createKeyFile(file: string): MasterKeys {
  const key = newKey();
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeNew(file, [key]);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return loadMasterKey({ file, mayCreate: false });
    throw new MasterKeyError(`Master key file ${file} cannot be made`, { cause: error });
  }
  return { keys: [key], origin: 'created' };
}

function replaceKeyFile(file: string, keys: readonly Buffer[]): void {
  const next = `${file}.next`;
  rmSync(next, { force: true });
  writeNew(next, keys);
  renameSync(next, file);
}

/** One write of the whole text into a file that did not exist (O_EXCL), synced before anything is sealed under it. */
function writeNew(file: string, keys: readonly Buffer[]): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, `${keys.map((key) => key.toString('base64url')).join('\n')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
