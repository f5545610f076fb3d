import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { until } from './work.ts';
import { freePort } from './world.ts';

const root = dirname(dirname(__dirname));

/** One of our processes, compiled and on its own, as in production. */
export interface Process {
  readonly port: number;
  readonly metricsPort: number;
  /** SIGKILL: nothing is finished, nothing is closed. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
}

/** Every process a test started, so that none outlives it. */
const alive = new Set<ChildProcess>();

/**
 * Starts a script and waits until it says that it is ready.
 * @param script from the repository's root: `dist/apps/api/main.js`
 * @param env configuration beside PORT and METRICS_PORT, which are free ones
 */
export async function startProcess(
  script: string,
  env: Readonly<Record<string, string>>,
  instead: { readonly METRICS_PORT?: string } = {},
): Promise<Process> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(root, script)], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env, PORT: String(port), METRICS_PORT: String(metricsPort), ...instead },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  alive.add(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void ended.then(() => alive.delete(child));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}: ${said}`);
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/health/ready`).catch(() => undefined);
    return answer?.status === 200;
  });
  return {
    port,
    metricsPort,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Kills what is left; for `afterAll`. */
export async function killProcesses(): Promise<void> {
  for (const child of alive) child.kill('SIGKILL');
  await until(async () => alive.size === 0);
}
