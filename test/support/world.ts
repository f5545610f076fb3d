import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi } from '../../apps/api/api.ts';
import { loadConfig } from '../../libs/platform/config/index.ts';
import { Client } from './client.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';
import { Given } from './given.ts';

/** A whole exchange for one test file: its own database, its own folder, the real API over HTTP. */
export interface World {
  readonly app: NestFastifyApplication;
  readonly origin: string;
  readonly database: TestDatabase;
  /** `.warifu` of this world: mails and evidence land here. */
  readonly home: string;
  readonly given: Given;
  /** Speaks to the API without signing in. */
  readonly nobody: Client;
  close(): Promise<void>;
}

/** Looks random, as a master key must, and is the same in every run. */
export const testMasterKey = createHash('sha256').update('a master key for tests').digest('base64url');

/** @param env more configuration, as the environment would give it */
export async function openWorld(env: Record<string, string> = {}): Promise<World> {
  const database = await cloneDatabase();
  const home = await mkdtemp(join(tmpdir(), 'warifu-test-'));
  const port = await freePort();
  const config = loadConfig({
    NODE_ENV: 'test',
    PORT: String(port),
    DATABASE_URL: database.appUrl,
    DATABASE_POOL: '5',
    READING_POOL: '4',
    WARIFU_HOME: home,
    WARIFU_MASTER_KEY: testMasterKey,
    LOG_LEVEL: 'fatal',
    ...env,
  });
  const app = await createApi(config);
  await app.listen(port, '127.0.0.1');
  const origin = config.origin;
  return {
    app,
    origin,
    database,
    home,
    given: new Given(app, origin, database),
    nobody: new Client(origin),
    async close() {
      await app.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
