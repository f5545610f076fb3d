import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { context, loadMasterKey, MasterKeyError, newKey, retireMasterKeys, rotateMasterKey, Vault } from './index.ts';

const run = promisify(execFile);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warifu-master-'));
  file = join(folder, 'keys', 'master.key');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const given = (value: string) => loadMasterKey({ value, file });
const base64url = (bytes: Buffer) => bytes.toString('base64url');

describe('a key from configuration', () => {
  it('is taken, several for rotation, and no file is made', () => {
    const [current, previous] = [newKey(), newKey()];
    expect(given(base64url(current))).toEqual({ keys: [current], origin: 'value' });
    expect(given(` ${base64url(current)}, ${base64url(previous)}\n`).keys).toEqual([current, previous]);
    expect(existsSync(file)).toBe(false);
  });

  const same = base64url(newKey());
  it.each([
    ['zeros', base64url(Buffer.alloc(32))],
    ['one byte repeated', base64url(Buffer.alloc(32, 0xa5))],
    ['a short pattern repeated', base64url(Buffer.alloc(32, newKey().subarray(0, 16)))],
    ['counting bytes', base64url(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))],
    ['typed text', base64url(Buffer.from('change-me-please-0123456789abcde'))],
    ['too short', base64url(newKey().subarray(0, 31))],
    ['too long', base64url(Buffer.concat([newKey(), Buffer.of(1)]))],
    ['padded base64', newKey().toString('base64')],
    ['not base64url', 'これは鍵ではない'],
    ['the same twice', `${same} ${same}`],
  ])('is refused: %s', (_, value) => {
    expect(() => given(value)).toThrow(MasterKeyError);
  });

  it('does not repeat the key in the refusal', () => {
    const weak = base64url(Buffer.from('change-me-please-0123456789abcde'));
    expect(() => given(weak)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(weak) }));
  });
});

describe('a key file', () => {
  it('is made once, mode 0600, and read afterwards', () => {
    const made = loadMasterKey({ file });
    expect(made.origin).toBe('created');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(loadMasterKey({ value: '', file })).toEqual({ keys: made.keys, origin: 'file' });
  });

  it('is not made over existing data', () => {
    expect(() => loadMasterKey({ file, mayCreate: false })).toThrow(/missing over existing data/);
    expect(existsSync(file)).toBe(false);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('is refused when others may touch it: mode %o', (mode) => {
    loadMasterKey({ file });
    chmodSync(file, mode);
    expect(() => loadMasterKey({ file })).toThrow(/0600/);
  });

  it('is refused when it is broken, weak or a directory', () => {
    mkdirSync(join(folder, 'keys'));
    for (const text of ['not a key\n', `${base64url(Buffer.alloc(32))}\n`, '   \n']) {
      writeFileSync(file, text, { mode: 0o600 });
      expect(() => loadMasterKey({ file })).toThrow(MasterKeyError);
    }
    expect(() => loadMasterKey({ file: folder })).toThrow(MasterKeyError);
  });

  it('waits for the process that made it first and takes its key', async () => {
    const racer = `
      const fs = require('node:fs');
      process.stdin.resume();
      try { const h = fs.openSync(${JSON.stringify(file)}, 'wx', 0o600); setTimeout(() => {
        fs.writeSync(h, ${JSON.stringify(`${base64url(newKey())}\n`)}); process.exit(0); }, 300);
      } catch { process.exit(0); }`;
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    const other = run(process.execPath, ['-e', racer]);
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
    const mine = loadMasterKey({ file });
    await other;
    expect(mine.origin).toBe('file');
    expect(readFileSync(file, 'utf8').trim()).toBe(base64url(mine.keys[0] ?? Buffer.alloc(0)));
  });
});

describe('rotation of the file', () => {
  it('keeps opening old values until the earlier keys are retired', () => {
    const about = { about: 'row' };
    const { keys } = loadMasterKey({ file });
    const sealed = new Vault(keys).seal(Buffer.from(JSON.stringify(about)), place());

    const rotated = rotateMasterKey(file);
    expect(rotated).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const vault = new Vault(loadMasterKey({ file }).keys);
    const rewrapped = vault.rewrap(sealed, place());

    retireMasterKeys(file);
    const after = new Vault(loadMasterKey({ file }).keys);
    expect(after.open(rewrapped, place()).toString()).toBe(JSON.stringify(about));
    expect(() => after.open(sealed, place())).toThrow();
  });
});

function place() {
  return context({ purpose: 'company-key', organizationId: 'org-a', id: 'org-a', version: 1 });
}
