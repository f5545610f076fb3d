import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { WaitingJobs } from '../../libs/exchange/jobs/index.ts';
import { createDataSource } from '../../libs/exchange/schema/index.ts';
import { connectionOptions } from '../../libs/platform/database/index.ts';
import {
  type Handler,
  openQueue,
  type QueueBackend,
  type Running,
  startWork,
} from '../../libs/platform/queue/index.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';

export type QueueKind = 'PostgreSQL' | 'Redis';

/** Quick times, so that a retry is worth waiting for. */
const hurried = { relayEvery: 20, attempts: 4, firstWait: 60, longestWait: 500, lock: 1000 };

/** A database with an outbox, and a queue of one kind to relay it into. Nothing runs until the test says so. */
export class Workshop {
  private readonly running = new Set<Running>();

  private constructor(
    readonly database: TestDatabase,
    readonly source: DataSource,
    readonly store: WaitingJobs,
    readonly redisUrl: string | undefined,
  ) {}

  /** @param redisDatabase which of the Redis server's numbered databases is this test's own */
  static async open(kind: QueueKind, redisDatabase: number): Promise<Workshop> {
    const redisUrl = kind === 'Redis' ? `${process.env.TEST_REDIS_URL}/${redisDatabase}` : undefined;
    if (redisUrl) await emptyRedis(redisUrl);
    const database = await cloneDatabase();
    await database.admin.query(
      `create table effects (job uuid not null, at timestamptz not null default clock_timestamp())`,
    );
    await database.admin.query(`grant select, insert on effects to warifu_app`);
    const source = createDataSource({ ...connectionOptions(database.appUrl, 'warifu_app'), max: 10 });
    await source.initialize();
    return new Workshop(database, source, new WaitingJobs(source), redisUrl);
  }

  /** A connection to the queue of its own; close it. */
  queue(): QueueBackend {
    return openQueue({ databaseUrl: this.database.appUrl, redisUrl: this.redisUrl });
  }

  /** Starts a relay and a worker. @param handlers by job name */
  start(
    handlers: Readonly<Record<string, Handler>>,
    pace: Partial<typeof hurried> & { concurrency?: number } = {},
  ): Running {
    const running = startWork({
      backend: this.queue(),
      store: this.store,
      handlers,
      onTrouble: () => undefined,
      pace: { ...hurried, ...pace },
    });
    this.running.add(running);
    return { stop: () => this.stop(running) };
  }

  /** Commits jobs, as a feature's transaction does. @returns their ids */
  async put(count: number, job = 'mail.send', payload?: unknown): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    await this.source.query(
      `insert into outbox_messages (id, job, payload)
       select id, $2, coalesce($3::jsonb, jsonb_build_object('mailId', id)) from unnest($1::uuid[]) id`,
      [ids, job, payload === undefined ? null : JSON.stringify(payload)],
    );
    return ids;
  }

  /** What a handler of a test does: notes that it ran. */
  async note(payload: unknown): Promise<void> {
    await this.source.query('insert into effects (job) values ($1)', [(payload as { mailId: string }).mailId]);
  }

  /** How often each job ran, for jobs that ran: sorted counts. */
  async runs(): Promise<number[]> {
    const rows: { n: number }[] = await this.source.query(
      `select count(*)::int as n from effects group by job order by n`,
    );
    return rows.map(({ n }) => n);
  }

  async count(where: string): Promise<number> {
    const [row]: { n: number }[] = await this.source.query(
      `select count(*)::int as n from outbox_messages where ${where}`,
    );
    return row?.n ?? 0;
  }

  /** Waits until no job is waiting or under way. */
  async settled(deadline = 30_000): Promise<void> {
    await until(async () => (await this.count('due_at is not null')) === 0, deadline);
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((running) => this.stop(running)));
    await this.source.destroy();
    await this.database.drop();
  }

  private async stop(running: Running) {
    if (this.running.delete(running)) await running.stop();
  }
}

/** Asks again and again. @throws Error when it is still not so at the deadline (milliseconds) */
export async function until(isSo: () => Promise<boolean>, deadline = 30_000): Promise<void> {
  for (const end = Date.now() + deadline; !(await isSo()); await sleep(20)) {
    if (Date.now() > end) throw new Error(`Still not so after ${deadline} ms`);
  }
}

/** Redis throws everything away, as after a power cut without a disk. */
export async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
}
