import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from './run-step.mjs';
import { complain, Failure, say } from './say.mjs';

const FOLDERS = ['apps', 'libs'];
const CONFIGURATION = ['tsconfig.json', 'package.json', 'package-lock.json'];
// Not part of the server's build: plain JavaScript that runs as it is, and the web application with its own build.
const APART = new Set([join('apps', 'start'), join('apps', 'web')]);
const NO_DATA = new Set(['.ts', '.tsx', '.md', '.mjs', '.snap', '.dockerignore', '']);

const IS_TEST = /\.(spec|e2e-spec)\.ts$/;

/** Compiles the server into `dist` if a source changed since the last successful build. */
export async function build({ root, signal }) {
  const sources = listSources(root);
  const before = readStamp(root);
  if (before === JSON.stringify(sources)) return;

  say('ビルドしています…', 'Building …');
  if (before && lostAFile(JSON.parse(before), sources)) rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  const code = await runStep(process.execPath, [compiler, '-p', 'tsconfig.json'], {
    cwd: root,
    signal,
    stdio: ['ignore', 2, 2],
  });
  if (signal?.aborted) return;
  if (code !== 0) throw doesNotCompile();
  copyData(root, Object.keys(sources));
  writeFileSync(stampFile(root), JSON.stringify(sources));
}

/** Every file a build depends on, with its time and size: an edited, added or removed one changes the list. */
function listSources(root) {
  const files = [...CONFIGURATION, ...FOLDERS.flatMap((folder) => filesUnder(root, folder))];
  return Object.fromEntries(
    files.map((file) => {
      const { mtimeMs, size } = statSync(join(root, file));
      return [file, `${mtimeMs}:${size}`];
    }),
  );
}

function filesUnder(root, folder) {
  if (APART.has(folder) || !existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(
    ({ name }) => name !== 'node_modules',
  );
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(root, path);
    return IS_TEST.test(path) ? [] : [path];
  });
}

/** The compiler leaves the output of a removed source behind, where it could still be loaded. */
const lostAFile = (before, now) => Object.keys(before).some((file) => !(file in now));

/** What the code reads beside itself (catalogues, demo data, fonts, SQL) must lie beside its compiled form too. */
function copyData(root, files) {
  for (const file of files) {
    if (CONFIGURATION.includes(file) || NO_DATA.has(extname(file))) continue;
    const target = join(root, 'dist', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target);
  }
}

function readStamp(root) {
  return existsSync(stampFile(root)) ? readFileSync(stampFile(root), 'utf8') : undefined;
}

const stampFile = (root) => join(root, 'dist', '.sources.json');

function doesNotCompile() {
  return new Failure(
    'ビルドできませんでした。上の型エラーを直してから、もう一度起動してください。',
    'The build failed: mend the type errors above and start again.',
  );
}

/** Building is a command of its own too: the container image uses it. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build({ root: fileURLToPath(new URL('../..', import.meta.url)) }).catch((error) => {
    complain(error);
    process.exitCode = 1;
  });
}
