import { type ChildProcess, spawn } from 'node:child_process';
<<<<<<< HEAD
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { until } from './work.ts';

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
=======
import { createServer, request, type Server } from 'node:http';
import type { TestDatabase } from './database.ts';
import { freePort, testMasterKey } from './world.ts';

/** A compiled program of ours as a process of its own. */
export interface Program {
  readonly origin: string;
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts `dist/apps/api/main.js` on a port of its own and waits until it is ready. */
export async function startApi(
  database: TestDatabase,
  home: string,
  env: Record<string, string> = {},
): Promise<Program> {
  const port = await freePort();
  const child = spawn(process.execPath, ['dist/apps/api/main.js'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'test',
      PORT: String(port),
      METRICS_PORT: '0',
      DATABASE_URL: database.appUrl,
      DATABASE_POOL: '4',
      READING_POOL: '3',
      WARIFU_HOME: home,
      WARIFU_MASTER_KEY: testMasterKey,
      LOG_LEVEL: 'info',
      ...env,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = `http://127.0.0.1:${port}`;
  await ready(origin, child, () => printed);
  return {
    origin,
    child,
    output: () => printed,
    async stop() {
      child.kill('SIGTERM');
      await ended;
>>>>>>> jobs
    },
  };
}

<<<<<<< HEAD
/** Kills what is left; for `afterAll`. */
export async function killProcesses(): Promise<void> {
  for (const child of alive) child.kill('SIGKILL');
  await until(async () => alive.size === 0);
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
=======
async function ready(origin: string, child: ChildProcess, printed: () => string) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const up = await fetch(`${origin}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The process did not start: ${printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A proxy that sends each request to the next of its targets, as a load balancer does. */
export async function roundRobin(targets: readonly string[], port: number): Promise<Server> {
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const target = new URL(targets[turn++ % targets.length] as string);
    const onward = request(
      {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
>>>>>>> jobs
}
