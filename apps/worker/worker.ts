import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { checkedHandlers, WaitingJobs } from '#exchange/jobs';
import { mustBePowerless } from '#exchange/schema';
import type { Config } from '#platform/config';
import { Log } from '#platform/log';
import { Metrics, serveMetrics } from '#platform/metrics';
import { type Handler, openQueue, type Pace, type Running, startWork } from '#platform/queue';
import { handlers } from './handlers.ts';
import { startSchedule } from './schedule.ts';
import { teller } from './troubles.ts';
import { WorkerModule } from './worker.module.ts';

export interface Worker extends Running {
  /** Where `/health` and `/metrics` are. */
  readonly metricsPort: number;
}

interface Beside {
  /** Handlers beside the product's own, by job name. */
  readonly more?: Readonly<Record<string, Handler>>;
  readonly pace?: Partial<Pace>;
}

/** A worker at work: relays committed jobs, does them, seals the ledger, sweeps. */
export async function startWorker(config: Config, { more, pace }: Beside = {}): Promise<Worker> {
  const log = new Log(config.logLevel, 'worker');
  const app = await NestFactory.createApplicationContext(WorkerModule.for(config), {
    logger: log,
    abortOnError: false,
  });
  const metrics = app.get(Metrics);
  const tell = teller(log.pino, metrics);
  const source = app.get(DataSource);
  await mustBePowerless(source);
  const backend = openQueue(config);
  const work = startWork({
    backend,
    store: new WaitingJobs(source),
    handlers: { ...checkedHandlers(handlers(app)), ...more },
    onTrouble: ({ err, ...about }) => tell(about.job ? `job ${about.job}` : 'queue', err, about),
    ...(pace ? { pace } : {}),
    onJob: (job, result) => metrics.jobs.inc({ job, result }),
  });
  const schedule = startSchedule(app, config, tell);
  const watched = await serveMetrics({
    metrics,
    host: config.host,
    port: config.metricsPort,
    async ready() {
      await source.query('select 1');
      await backend.ping();
    },
  });
  return {
    metricsPort: watched.port,
    async stop() {
      await Promise.all([schedule.stop(), work.stop()]);
      await watched.close();
      await app.close();
    },
  };
}
