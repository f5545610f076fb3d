import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runStep } from './run-step.mjs';
import { Failure, say } from './say.mjs';

/** Installs the dependencies unless exactly what the lockfile asks for is there already. */
export async function install({ root, signal }) {
  const missing = firstMissing(root);
  if (!missing) return;
  say('依存パッケージを入れています(1〜2 分)…', 'Installing dependencies (one or two minutes) …');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await npm(args, { cwd: root, signal, stdio: ['ignore', 2, 2] });
  if (code !== 0 && !signal?.aborted) throw couldNotInstall(code);
}

/**
 * The first package of the lockfile that is not installed in its version, undefined when all are. npm's own record of
 * what it installed is compared, so it does not matter who ran the installation.
 */
export function firstMissing(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'node_modules';
  const installed = packages(record);
  const wanted = Object.entries(packages(join(root, 'package-lock.json')));
  return wanted.find(([path, entry]) => path !== '' && !isThere(root, path, entry, installed[path]))?.[0];
}

function isThere(root, path, wanted, installed) {
  if (!installed) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  return installed.version === wanted.version && existsSync(join(root, path, 'package.json'));
}

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** The npm that started us where there is one: PATH may hold another, or on Windows only a script. */
function npm(args, options) {
  const given = process.env.npm_execpath;
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = given?.endsWith('.js') ? given : existsSync(beside) ? beside : undefined;
  return script ? runStep(process.execPath, [script, ...args], options) : runStep('npm', args, options);
}

function couldNotInstall(code) {
  return new Failure(
    `依存パッケージを入れられませんでした(npm ci は ${code} で終了)。上の npm の説明に従い、ネットワークを確かめてからやり直してください。`,
    `The dependencies could not be installed (npm ci ended with ${code}): follow what npm says above, check the network and try again.`,
  );
}
