import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '../../apps/api/api.ts';
import { demoPassword } from '../../libs/exchange/demo/index.ts';
import { loadConfig } from '../../libs/platform/config/index.ts';
import { Client } from './client.ts';
import { emptyDatabase } from './database.ts';
import { freePort } from './world.ts';

const cli = join(__dirname, '../../dist/apps/cli/main.js');

/** An exchange on which only the commands of an operator have run, on a database of its own. */
export interface DemoExchange {
  readonly origin: string;
  readonly admin: Awaited<ReturnType<typeof emptyDatabase>>['admin'];
  readonly nobody: Client;
  /** Runs `warifu …` as it is installed. */
  warifu(args: readonly string[], more?: Record<string, string>): Promise<{ code: number | null; out: string }>;
  /** Starts a command and gives its process, to be killed. */
  start(args: readonly string[]): ReturnType<typeof spawn>;
  /** Starts the API; before that there is nothing to sign in to. */
  open(): Promise<void>;
  /** Signs in under an address of the demonstration. */
  as(email: string): Promise<Client>;
  close(): Promise<void>;
}

export async function demoExchange(): Promise<DemoExchange> {
  const database = await emptyDatabase();
  const home = await mkdtemp(join(tmpdir(), 'warifu-demo-'));
  const env = {
    NODE_ENV: 'test',
    PORT: String(await freePort()),
    DATABASE_URL: database.appUrl,
    WARIFU_HOME: home,
    WARIFU_MASTER_KEY: createHash('sha256').update('a master key for the demonstration').digest('base64url'),
    WARIFU_DEMO: '1',
    LOG_LEVEL: 'fatal',
  };
  const config = loadConfig(env);
  const nobody = new Client(config.origin);
  const start = (args: readonly string[], more: Record<string, string> = {}) =>
    spawn(process.execPath, [cli, ...args], {
      env: { PATH: process.env.PATH, ...env, DATABASE_ADMIN_URL: database.adminUrl, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  let app: Awaited<ReturnType<typeof createApi>> | undefined;
  return {
    origin: config.origin,
    admin: database.admin,
    nobody,
    start,
    async warifu(args, more) {
      const child = start(args, more);
      let out = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (out += part));
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { code, out };
    },
    async open() {
      app = await createApi(config);
      await app.listen(config.port, '127.0.0.1');
    },
    async as(email) {
      return nobody.as(await nobody.post('/v1/sessions', { email, password: demoPassword }));
    },
    async close() {
      await app?.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
