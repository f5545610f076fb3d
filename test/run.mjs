import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../apps/start/build.mjs';
import { install } from '../apps/start/install.mjs';
import { requireNode } from '../apps/start/node-version.mjs';
import { runStep } from '../apps/start/run-step.mjs';
import { onEnd } from '../apps/start/signals.mjs';
import { complain } from '../apps/start/say.mjs';
import { startTestPostgres, startTestRedis } from './services.mjs';
import { addJestReport, tally } from './tally.mjs';

// npm test                everything a release needs
// npm run check           the static checks only (--static)
// npm run soak            with the long counts (--soak)
// npm test -- PATTERN …   only the Jest files that match

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
const JEST_ENDS_WITHIN_MS = 30_000;

const options = process.argv.slice(2);
const patterns = options.filter((option) => !option.startsWith('--'));
const result = tally();
const started = [];
const stop = new AbortController();
onEnd(() => stop.abort());

requireNode();
try {
  await run();
} catch (error) {
  complain(error);
  result.fail(`the test run itself: ${error.message}`);
} finally {
  for (const service of started.reverse()) await service.stop();
}
if (stop.signal.aborted) result.fail('interrupted');
result.print();
process.exit(result.hasFailed() ? 1 : 0);

async function run() {
  await install({ root, signal: stop.signal });
  // First, because programs that tests start as processes import what was built.
  await check('build', () => build({ root, signal: stop.signal }).then(() => 0));
  if (patterns.length === 0) await staticChecks();
  if (options.includes('--static') || stop.signal.aborted) return;
  await startServices();
  if (options.includes('--soak')) process.env.WARIFU_SOAK = '1';
  await jest();
}

/** Each counts as a test. All of them run, so that one look tells everything there is to mend. */
async function staticChecks() {
  await check('types', () => tool('@typescript/native/bin/tsc', ['-p', 'tsconfig.json', '--noEmit']));
  await check('types of the tests', () => tool('@typescript/native/bin/tsc', ['-p', 'test/tsconfig.json']));
  await check('format', () => tool('@biomejs/biome/bin/biome', ['format']));
  await check('lint', () => tool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']));
  const folders = ['apps', 'libs', 'test'].filter((folder) => existsSync(join(root, folder)));
  const cruise = ['--config', '.dependency-cruiser.cjs', ...folders];
  await check('architecture', () => tool('dependency-cruiser/bin/dependency-cruise.mjs', cruise));
}

async function check(name, work) {
  if (stop.signal.aborted) return;
  console.log(`\n── ${name}`);
  const begin = Date.now();
  const code = await work().catch((error) => {
    complain(error);
    return 1;
  });
  console.log(`${code === 0 ? '✓' : '✕'} ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  if (code === 0) result.pass();
  else result.fail(name);
}

function tool(path, args) {
  return runStep(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root, signal: stop.signal });
}

/** A missing Redis is told by name; in CI, where it can be had, it is a failure. */
async function startServices() {
  started.push(await startTestPostgres());
  const redis = await startTestRedis();
  if (redis) started.push(redis);
  else if (process.env.CI === 'true') result.fail('Redis half: no redis-server or valkey-server on PATH, no REDIS_URL');
  else result.skip('Redis half: no redis-server or valkey-server on PATH, no REDIS_URL');
}

async function jest() {
  console.log('\n── tests');
  const folder = mkdtempSync(join(tmpdir(), 'warifu-test-report-'));
  const report = join(folder, 'jest.json');
  const args = ['--config', 'test/jest.config.mjs', '--json', '--outputFile', report, ...patterns];
  const code = await runJest(args, report);
  if (existsSync(report)) addJestReport(result, JSON.parse(readFileSync(report, 'utf8')), root);
  if (code !== 0 && !result.hasFailed()) result.fail(`Jest ended with ${code} though no test failed`);
  rmSync(folder, { recursive: true, force: true });
}

/** Jest waits for ever on a connection somebody forgot to close; that is a failure with a name, not a hanging run. */
async function runJest(args, report) {
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const forward = () => child.kill('SIGTERM');
  stop.signal.addEventListener('abort', forward);
  let late;
  const watch = setInterval(() => {
    if (late || !existsSync(report)) return;
    late = setTimeout(() => {
      result.fail('Jest did not end by itself: something is still open after the last test');
      child.kill('SIGKILL');
    }, JEST_ENDS_WITHIN_MS);
  }, 500);
  const code = await new Promise((resolve) => child.once('exit', (exit) => resolve(exit ?? 128)));
  clearInterval(watch);
  clearTimeout(late);
  return code;
}
