// The compiled worker, with short waits so that a kill is noticed soon, and one slow job to be killed in.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startWorker } from '../../dist/apps/worker/worker.js';
import { loadConfig } from '../../dist/libs/platform/config/index.js';
import { connectionOptions } from '../../dist/libs/platform/database/index.js';

const config = loadConfig(process.env);
const pool = new pg.Pool({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: 8 });
pool.on('error', () => undefined);

/** Once by its key, however often it runs; the rows of `tries` tell how often it did. */
async function slow({ id }) {
  await pool.query('insert into tries (job) values ($1)', [id]);
  await sleep(Math.random() * 60);
  await pool.query('insert into done (job) values ($1) on conflict do nothing', [id]);
  await sleep(Math.random() * 60);
}

const pace = { relayEvery: 20, firstWait: 50, longestWait: 500, lock: 1000 };
const worker = await startWorker(config, { more: { 'test.slow': slow }, pace });
process.once('SIGTERM', async () => {
  await worker.stop();
  await pool.end();
  process.exit(0);
});
