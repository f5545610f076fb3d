import {
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type DefaultJobOptions,
  type Processor,
  Queue,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { queueSchema } from './migrate-queue.ts';

// Hash-tagged, so that on a Redis Cluster all keys of the queue live in one slot.
const prefix = '{warifu}';

/** Where jobs wait: the same `Queue` and `Worker`, over PostgreSQL or over Redis. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  queue(name: string, defaults: DefaultJobOptions): Queue;
  worker(name: string, process: Processor, options: Omit<WorkerOptions, 'connection'>): Worker;
  /** Throws when the queue cannot be reached. */
  ping(): Promise<void>;
  /** Close queues and workers first: the connections are shared. */
  close(): Promise<void>;
}

/** Chosen once, from configuration: Redis where REDIS_URL is set, otherwise the database everything else is in. */
export function openQueue(config: Pick<Config, 'databaseUrl' | 'redisUrl'>): QueueBackend {
  return config.redisUrl ? overRedis(config.redisUrl) : overPostgres(config.databaseUrl);
}

/** One pool for all; each queue and worker keeps one of its connections for LISTEN. */
function overPostgres(databaseUrl: string): QueueBackend {
  const options = connectionOptions(databaseUrl, 'warifu_app');
  const pool = new pg.Pool({
    ...options,
    options: `${options.options} -c search_path=${queueSchema}`,
    application_name: 'warifu_queue',
    max: 8,
    keepAlive: true,
  });
  pool.on('error', () => undefined); // a dropped idle connection is replaced; the call that needs one says so
  // The types of the library know only a Redis connection here; what is passed is what its factory asks for.
  const connection = pool as unknown as ConnectionOptions;
  const factory = createPostgresBackend as unknown as typeof createRedisBackend;
  return {
    kind: 'postgres',
    queue: (name, defaultJobOptions) => new Queue(name, { connection, defaultJobOptions }, factory),
    worker: (name, process, options) => new Worker(name, process, { ...options, connection }, factory),
    async ping() {
      await pool.query('select version from migration limit 1');
    },
    close: () => pool.end(),
  };
}

function overRedis(redisUrl: string): QueueBackend {
  // Adding gives up and is tried again by the relay; a worker waits for Redis to come back for as long as it takes.
  const adding = new Redis(redisUrl, { maxRetriesPerRequest: 3 });
  const working = new Redis(redisUrl, { maxRetriesPerRequest: null });
  for (const connection of [adding, working]) connection.on('error', () => undefined); // said by the call that needs it
  return {
    kind: 'redis',
    queue: (name, defaultJobOptions) =>
      new Queue(name, { connection: adding, prefix, defaultJobOptions }, createRedisBackend),
    worker: (name, process, options) =>
      new Worker(name, process, { ...options, connection: working, prefix }, createRedisBackend),
    async ping() {
      await adding.ping();
    },
    async close() {
      adding.disconnect();
      working.disconnect();
    },
  };
}
