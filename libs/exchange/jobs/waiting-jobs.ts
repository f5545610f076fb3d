import type { DataSource } from 'typeorm';
import type { FoundJob, JobStore, Message } from '#platform/queue';

// While a relay holds a message nobody else takes it; if that relay dies, somebody does after this.
const leaseSeconds = 10;
// Handed over and still not done: the queue may have lost it. Handing it over again is harmless (same job id).
const lostAfterSeconds = 15 * 60;

interface Settled extends Message {
  readonly settled: boolean;
}

/** The outbox as relay and worker see it. Every method is one short statement of its own. */
export class WaitingJobs implements JobStore {
  constructor(private readonly source: DataSource) {}

  /** Takes up to `limit` messages for ten seconds. What another relay has taken is passed over, not waited for. */
  async claim(limit: number): Promise<readonly Message[]> {
    const [rows]: [Message[], number] = await this.source.query(
      `update outbox_messages set due_at = now() + make_interval(secs => ${leaseSeconds})
       where id in (select id from outbox_messages where due_at <= now() order by due_at, id limit $1 for update skip locked)
       returning id, job, payload`,
      [limit],
    );
    return rows;
  }

  /** Notes that the queue has them. */
  async relayed(ids: readonly string[]): Promise<void> {
    await this.source.query(
      `update outbox_messages set relayed_at = now(), due_at = now() + make_interval(secs => ${lostAfterSeconds})
       where id = any($1) and due_at is not null`,
      [ids],
    );
  }

  /** The job as it was committed; what the queue says about it is not believed. */
  async find(id: string): Promise<FoundJob> {
    const [row]: Settled[] = await this.source.query(
      `select id, job, payload, due_at is null as settled from outbox_messages where id = $1`,
      [id],
    );
    if (!row) return 'unknown';
    return row.settled ? 'settled' : row;
  }

  async finished(id: string): Promise<void> {
    await this.source.query(
      `update outbox_messages set finished_at = now(), due_at = null where id = $1 and due_at is not null`,
      [id],
    );
  }

  /** @param why the error's message; kept short, and never shown outside the exchange */
  async failed(id: string, why: string): Promise<void> {
    await this.source.query(
      `update outbox_messages set failed_at = now(), due_at = null, failure = $2 where id = $1 and due_at is not null`,
      [id, why.slice(0, 500)],
    );
  }
}
