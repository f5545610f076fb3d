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
  /** Told of every try, for counting. */
  readonly onJob?: (job: string, result: 'finished' | 'tried' | 'given-up') => void;
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
export function startWork({ backend, store, handlers, onTrouble, onJob, pace }: Work): Running {
  const { relayEvery, concurrency, attempts, firstWait, longestWait, lock } = { ...usual, ...pace };
  const queue = backend.queue(queueName, { attempts, backoff: { type: 'custom' }, ...keep });
  const worker = backend.worker(queueName, (job) => attempt(job, store, handlers, attempts), {
    concurrency,
    lockDuration: lock,
    stalledInterval: lock,
    // A job is not to blame that its worker was killed; one that kills its worker every time must end all the same.
    maxStalledCount: 20,
    settings: { backoffStrategy: (made) => Math.min(longestWait, firstWait * 2 ** (made - 1)) },
  });
  queue.on('error', (err) => onTrouble({ err }));
  worker.on('error', (err) => onTrouble({ err }));
  worker.on('completed', (job) => onJob?.(nameOf(job, handlers), 'finished'));
  worker.on('failed', (job, err) => {
    const givenUp = isOver(job, err, attempts) || isKilledTooOften(err);
    onTrouble({ err, givenUp, ...(job?.id ? { job: nameOf(job, handlers), id: job.id } : {}) });
    if (!job) return;
    onJob?.(nameOf(job, handlers), givenUp ? 'given-up' : 'tried');
    // Nobody was left to note this one where it is noted otherwise.
    if (isKilledTooOften(err)) void store.failed(job.id ?? '', err.message).catch((error) => onTrouble({ err: error }));
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

/** Does one job and notes in the database what became of it, before the queue hears of it. */
async function attempt(job: Job, store: JobStore, handlers: Work['handlers'], attempts: number): Promise<void> {
  const id = job.id ?? '';
  if (!isUuid.test(id)) throw hopeless('A job without an id of ours.');
  try {
    if (await perform(id, store, handlers)) await store.finished(id);
  } catch (error) {
    if (isHopeless(error) || job.attemptsMade + 1 >= attempts) await store.failed(id, messageOf(error));
    throw error;
  }
}

/**
 * Does a job as it was committed: its row is read, and what the queue carries is only believed to be an id.
 * @returns false when there was nothing left to do
 */
async function perform(id: string, store: JobStore, handlers: Work['handlers']): Promise<boolean> {
  const found = await store.find(id);
  if (found === 'settled') return false;
  if (found === 'unknown') throw hopeless('No such job was ever committed.');
  const handle = Object.hasOwn(handlers, found.job) ? handlers[found.job] : undefined;
  if (!handle) throw hopeless(`No handler for "${found.job}".`);
  await handle(found.payload);
  return true;
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const isOver = (job: Job | undefined, error: unknown, attempts: number) =>
  isHopeless(error) || (job !== undefined && job.attemptsMade >= attempts);
const isKilledTooOften = (error: Error) => /stalled more than allowable limit/.test(error.message);
/** Only names we know become labels: anybody who reaches the queue can make up others. */
const nameOf = (job: Job, handlers: Work['handlers']) => (Object.hasOwn(handlers, job.name) ? job.name : 'unknown');
