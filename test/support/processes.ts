import { type ChildProcess, spawn } from 'node:child_process';
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
    },
  };
}

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
}
