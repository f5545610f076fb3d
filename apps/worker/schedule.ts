import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { LooseObjects } from '#exchange/evidence';
import { ExchangeKeys } from '#exchange/keys';
import { HeadFile, Sealer, signHeadWith } from '#exchange/ledger';
import { Mails } from '#exchange/notifications';
import type { Config } from '#platform/config';
import { connectionOptions, Database } from '#platform/database';
import { Metrics } from '#platform/metrics';
import { repeat, type Running } from '#platform/queue';
import { sweep } from './sweep.ts';
import type { Tell } from './troubles.ts';

/** Everything that happens by the clock, and how often (milliseconds). Every worker runs all of it; each is safe so. */
const every = { seal: 250, sweep: 10 * 60_000 };

/** Starts the timers. */
export function startSchedule(app: INestApplicationContext, config: Config, tell: Tell): Running {
  const metrics = app.get(Metrics);
  const pool = sealerPool(config);
  const sealer = new Sealer(pool, headFile(app, config));
  const timers = [
    repeat(
      every.seal,
      async () => metrics.sealed.inc(await sealer.run()),
      (err) => tell('seal', err),
    ),
    repeat(
      every.sweep,
      () => sweep(app.get(DataSource)),
      (err) => tell('sweep', err),
    ),
    repeat(
      every.sweep,
      () => app.get(LooseObjects).sweep(),
      (err) => tell('sweep of files', err),
    ),
    repeat(
      every.sweep,
      () => app.get(Mails).sendOverdue(),
      (err) => tell('overdue mails', err),
    ),
  ];
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
      await pool.end();
    },
  };
}

/** The only pool that may insert seals. */
function sealerPool(config: Config): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(config.databaseUrl, 'warifu_sealer'), max: 1 });
  pool.on('error', () => undefined); // a dropped idle connection is replaced; the run that needs one says so
  return pool;
}

function headFile(app: INestApplicationContext, config: Config): HeadFile {
  const database = app.get(Database);
  const keys = app.get(ExchangeKeys);
  return new HeadFile(join(config.home, 'ledger'), (head) =>
    database.asSystem(null, async (tx) => signHeadWith(await keys.signer(tx, 'ledger'), head)),
  );
}
