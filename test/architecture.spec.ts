import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
const nodeRequire = createRequire(join(root, 'package.json'));

/** A small tree in which every arrow points the allowed way. */
const sound: Record<string, string> = {
  'libs/contracts/word.ts': `export const word = 'word';`,
  'libs/contracts/problem.ts': `import { word } from './word.ts';\nexport const problem = word;`,
  'libs/proof/index.ts': `import { word } from '#contracts/word';\nimport { createHash } from 'node:crypto';\nexport const proof = [word, createHash];`,
  'libs/platform/clock/index.ts': `export { clock } from './clock.ts';`,
  'libs/platform/clock/clock.ts': `import { problem } from '#contracts/problem';\nexport const clock = problem;`,
  'libs/exchange/ledger/index.ts': `export { ledger } from './ledger.ts';`,
  'libs/exchange/ledger/ledger.ts': `import { clock } from '#platform/clock';\nexport const ledger = clock;`,
  'libs/exchange/grants/index.ts': `export { grants } from './grants.ts';`,
  'libs/exchange/grants/grants.ts': `import { proof } from '#proof';\nimport { ledger } from '#exchange/ledger';\nexport const grants = [proof, ledger];`,
  'libs/exchange/schema/index.ts': `import { grants } from '#exchange/grants';\nexport const schema = grants;`,
  'apps/api/main.ts': `import { schema } from '#exchange/schema';\nimport 'pg';\nexport const api = schema;`,
  'apps/verifier/main.ts': `import { proof } from '#proof';\nexport const verifier = proof;`,
  'apps/web/main.ts': `import { word } from '#contracts/word';\nexport const web = word;`,
  'libs/exchange/ledger/ledger.spec.ts': `import { given } from '../../../test/builders.ts';\nexport const used = given;`,
  'test/builders.ts': `import { grants } from '#exchange/grants';\nexport const given = grants;`,
};

/** For each rule of the configuration one file that breaks it, and what it says. */
const planted: Record<string, Record<string, string>> = {
  'contracts-know-nothing-of-us': { 'libs/contracts/bad.ts': `import '#proof';` },
  'proof-stands-on-contracts': { 'libs/proof/bad.ts': `import '#platform/clock';` },
  'platform-has-no-product': { 'libs/platform/clock/bad.ts': `import '#exchange/grants';` },
  'exchange-opens-no-door': { 'libs/exchange/grants/bad.ts': `import '../../../apps/api/main.ts';` },
  'verifier-needs-no-exchange': { 'apps/verifier/bad.ts': `import '#platform/clock';` },
  'web-has-no-privilege': { 'apps/web/bad.ts': `import '#exchange/grants';` },
  'apps-stand-apart': { 'apps/api/bad.ts': `import '../verifier/main.ts';` },
  'proof-is-pure': { 'libs/proof/bad.ts': `import 'node:fs';` },
  'only-through-the-front-door': { 'libs/exchange/grants/bad.ts': `import '../ledger/ledger.ts';` },
  'apps-use-the-front-door': { 'apps/api/bad.ts': `import '../../libs/exchange/ledger/ledger.ts';` },
  'libraries-by-their-name': { 'libs/exchange/grants/bad.ts': `import '../../contracts/word.ts';` },
  'schema-is-the-last': { 'libs/exchange/ledger/bad.ts': `import '#exchange/schema';` },
  'no-cycle': {
    'libs/exchange/grants/bad.ts': `import './worse.ts';`,
    'libs/exchange/grants/worse.ts': `import type { Bad } from './bad.ts';\nexport type Worse = Bad;`,
  },
  'no-cycle-between-folders': { 'libs/exchange/ledger/bad.ts': `import '#exchange/grants';` },
  'everything-resolves': { 'libs/exchange/grants/bad.ts': `import '#exchange/ledger/ledger';` },
  'no-test-code-in-production': { 'libs/exchange/grants/bad.ts': `import '../../../test/builders.ts';` },
  'no-development-dependency': { 'libs/exchange/grants/bad.ts': `import 'jest';` },
};

/** Types, too, are dependencies: they shape what may change alone. */
const plantedType = { 'libs/contracts/bad.ts': `import type { proof } from '#proof';\nexport type T = typeof proof;` };

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Names of the rules that a tree of files breaks. */
function brokenRules(files: Record<string, string>): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'warifu-architecture-'));
  folders.push(tree);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    copyFileSync(join(root, name), join(tree, name));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'libs', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))];
}

describe('the architecture rules', () => {
  const { forbidden } = nodeRequire('./.dependency-cruiser.cjs') as { forbidden: { name: string }[] };

  it('have a planted violation each', () => {
    expect(Object.keys(planted).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it('let a sound tree pass', () => {
    expect(brokenRules(sound)).toEqual([]);
  });

  it.each(Object.entries(planted))('%s can fail', (name, files) => {
    expect(brokenRules({ ...sound, ...files })).toContain(name);
  });

  it('see imports of types', () => {
    expect(brokenRules({ ...sound, ...plantedType })).toContain('contracts-know-nothing-of-us');
  });

  it('let a test import what it needs', () => {
    const spec = { 'libs/proof/index.spec.ts': `import '#platform/clock';\nimport 'jest';` };
    expect(brokenRules({ ...sound, ...spec })).toEqual([]);
  });
});
