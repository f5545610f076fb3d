import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { firstMissing } from './install.mjs';

const repository = join(__dirname, '..', '..');
const folders: string[] = [];

/** A small checkout: two sources, a data file, a test that does not compile. */
function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'warifu-build-'));
  folders.push(root);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const name of ['tsconfig.json', 'package.json']) write(name, readFileSync(join(repository, name), 'utf8'));
  write('package-lock.json', '{}');
  write('apps/api/main.ts', `export const main: string = 'api';`);
  write('libs/contracts/index.ts', `export const word: string = 'word';`);
  write('libs/contracts/words.yaml', 'a: 1');
  write('libs/contracts/index.spec.ts', 'this does not compile');
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const output = (path: string) => join(root, 'dist', path);
  return { root, write, output, build: () => build({ root, signal: undefined }) };
}

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('building', () => {
  it('compiles, and copies what the code reads beside itself', async () => {
    const here = checkout();
    await here.build();
    expect(existsSync(here.output('apps/api/main.js'))).toBe(true);
    expect(readFileSync(here.output('libs/contracts/words.yaml'), 'utf8')).toBe('a: 1');
    expect(existsSync(here.output('libs/contracts/index.spec.js'))).toBe(false);
  });

  it('does nothing when nothing changed, and something when a data file did', async () => {
    const here = checkout();
    await here.build();
    const before = statSync(here.output('.sources.json')).mtimeMs;
    await here.build();
    expect(statSync(here.output('.sources.json')).mtimeMs).toBe(before);
    here.write('libs/contracts/words.yaml', 'a: 23');
    await here.build();
    expect(readFileSync(here.output('libs/contracts/words.yaml'), 'utf8')).toBe('a: 23');
  });

  it('leaves nothing of a removed source behind', async () => {
    const here = checkout();
    here.write('libs/contracts/old.ts', 'export const old = 1;');
    await here.build();
    expect(existsSync(here.output('libs/contracts/old.js'))).toBe(true);
    rmSync(join(here.root, 'libs/contracts/old.ts'));
    await here.build();
    expect(existsSync(here.output('libs/contracts/old.js'))).toBe(false);
    expect(existsSync(here.output('libs/contracts/index.js'))).toBe(true);
  });

  it('fails on a type error, and tries again the next time', async () => {
    const here = checkout();
    here.write('apps/api/main.ts', `export const main: string = 5;`);
    for (let attempt = 0; attempt < 2; attempt++) await expect(here.build()).rejects.toThrow(/The build failed/);
  });
});

describe('what is installed', () => {
  const lock = (version: string) => ({
    packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version, optional: true } },
  });

  const installation = (record: object | undefined, folder = true) => {
    const root = mkdtempSync(join(tmpdir(), 'warifu-install-'));
    folders.push(root);
    mkdirSync(join(root, 'node_modules', 'a'), { recursive: true });
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock('1.0.0')));
    if (folder) writeFileSync(join(root, 'node_modules', 'a', 'package.json'), '{}');
    if (record) writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(record));
    return firstMissing(root);
  };

  it('is complete without the optional parts of other systems', () => {
    expect(installation({ packages: { 'node_modules/a': { version: '1.0.0' } } })).toBeUndefined();
  });

  it('is incomplete when nothing, another version or half of it is there', () => {
    expect(installation(undefined)).toBe('node_modules');
    expect(installation({ packages: {} })).toBe('node_modules/a');
    expect(installation({ packages: { 'node_modules/a': { version: '0.9.0' } } })).toBe('node_modules/a');
    expect(installation({ packages: { 'node_modules/a': { version: '1.0.0' } } }, false)).toBe('node_modules/a');
  });

  it('is what the lockfile of this repository asks for', () => {
    expect(firstMissing(repository)).toBeUndefined();
  });
});
