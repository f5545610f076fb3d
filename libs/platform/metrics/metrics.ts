import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts. Labels are route patterns, statuses and job names: never an id, never a person. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'warifu_http_request_seconds',
    help: 'Time from a request to its answer, by method, route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  readonly jobs = new Counter({
    name: 'warifu_jobs_total',
    help: 'Jobs that ended, by name and result: finished, tried (will be tried again), given-up.',
    labelNames: ['job', 'result'],
    registers: [this.registry],
  });

  readonly sealed = new Counter({
    name: 'warifu_ledger_entries_sealed_total',
    help: 'Ledger entries this process has sealed.',
    registers: [this.registry],
  });

  readonly troubles = new Counter({
    name: 'warifu_background_troubles_total',
    help: 'Runs of background work that failed and come again, by what failed.',
    labelNames: ['work'],
    registers: [this.registry],
  });

  readonly up = new Gauge({ name: 'warifu_up', help: '1 while the process runs.', registers: [this.registry] });
}
