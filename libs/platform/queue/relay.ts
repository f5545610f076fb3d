import type { Queue } from 'bullmq';
import type { JobStore } from './job-store.ts';

const batch = 100;

/** Hands committed jobs to the queue. Any number of relays may run: a job's id is its row's id, so twice is once. */
export class Relay {
  constructor(
    private readonly store: Pick<JobStore, 'claim' | 'relayed'>,
    private readonly queue: Pick<Queue, 'addBulk'>,
  ) {}

  /**
   * Hands over everything that waits, a hundred at a time. Nothing is held open while the queue is spoken to.
   * @returns how many were handed over
   */
  async run(): Promise<number> {
    for (let count = 0; ; ) {
      const messages = await this.store.claim(batch);
      if (messages.length === 0) return count;
      await this.queue.addBulk(
        messages.map(({ id, job, payload }) => ({ name: job, data: payload, opts: { jobId: id } })),
      );
      await this.store.relayed(messages.map(({ id }) => id));
      count += messages.length;
      if (messages.length < batch) return count;
    }
  }
}
