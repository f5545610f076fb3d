import type { Job } from 'bullmq';
import type { QueueBackend } from './backend.ts';
import { hopeless, isHopeless } from './hopeless.ts';
import type { Handler, JobStore } from './job-store.ts';
import { queueName } from './migrate-queue.ts';
import { Relay } from './relay.ts';
import { repeat } from './repeat.ts';

interface Work {
  readonly backend: QueueBackend;
  readonly store: JobStore;
  /** By job name. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Told of every failed try, and of a relay or a queue in trouble. Nothing ends because of it. */
  readonly onTrouble: (trouble: {
    readonly err: unknown;
    readonly job?: string;
    readonly id?: string;
    readonly givenUp?: boolean;
  }) => void;
  readonly pace?: Partial<Pace>;
}

/** Times in milliseconds. */
export interface Pace {
  readonly relayEvery: number;
  readonly concurrency: number;
  readonly attempts: number;
  /** The wait before the second try; doubles from there. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** How long a worker that says nothing is believed to be alive. */
  readonly lock: number;
}

// Thirty tries: seventeen minutes of doubling, then every half hour, about ten hours in all.
const usual: Pace = {
  relayEvery: 200,
  concurrency: 8,
  attempts: 30,
  firstWait: 1000,
  longestWait: 30 * 60_000,
  lock: 15_000,
};

// By age, never at once: a job that is gone from the queue could be added again under the same id.
const dayInSeconds = 24 * 60 * 60;
const keep = { removeOnComplete: { age: dayInSeconds }, removeOnFail: { age: 30 * dayInSeconds } };

export interface Running {
  /** Takes nothing new, waits for what is under way, closes queue and connections. */
  stop(): Promise<void>;
}

/** Starts relaying committed jobs into the queue and doing them. */
export function startWork({ backend, store, handlers, onTrouble, pace }: Work): Running {
  const { relayEvery, concurrency, attempts, firstWait, longestWait, lock } = { ...usual, ...pace };
  const queue = backend.queue(queueName, { attempts, backoff: { type: 'custom' }, ...keep });
  const worker = backend.worker(queueName, (job) => perform(job, store, handlers), {
    concurrency,
    lockDuration: lock,
    stalledInterval: lock,
    // A job is not to blame that its worker was killed; one that kills its worker every time must end all the same.
    maxStalledCount: 20,
    settings: { backoffStrategy: (made) => Math.min(longestWait, firstWait * 2 ** (made - 1)) },
  });
  queue.on('error', (err) => onTrouble({ err }));
  worker.on('error', (err) => onTrouble({ err }));
  worker.on('failed', (job, err) => {
    const givenUp = job !== undefined && (isHopeless(err) || job.attemptsMade >= attempts);
    onTrouble({ err, givenUp, ...(job?.id ? { job: job.name, id: job.id } : {}) });
    if (givenUp && job.id) void store.failed(job.id, err.message).catch((error) => onTrouble({ err: error }));
  });

  const relay = new Relay(store, queue);
  const relaying = repeat(
    relayEvery,
    () => relay.run(),
    (err) => onTrouble({ err }),
  );
  return {
    async stop() {
      await relaying.stop();
      await worker.close();
      await queue.close();
      await backend.close();
    },
  };
}

/** Does one job as it was committed: its row is read, and what the queue carries is only believed to be an id. */
async function perform(job: Job, store: JobStore, handlers: Work['handlers']): Promise<void> {
  const id = job.id ?? '';
  if (!isUuid.test(id)) throw hopeless('A job without an id of ours.');
  const found = await store.find(id);
  if (found === 'settled') return;
  if (found === 'unknown') throw hopeless('No such job was ever committed.');
  const handle = Object.hasOwn(handlers, found.job) ? handlers[found.job] : undefined;
  if (!handle) throw hopeless(`No handler for "${found.job}".`);
  await handle(found.payload);
  await store.finished(id);
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
