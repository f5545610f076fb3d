import { Injectable } from '@nestjs/common';
import { type Tx, uuid } from '#platform/database';
import type { JobName, Jobs } from './jobs.ts';

/** Work that must happen because something was committed: written in the same transaction, relayed afterwards. */
@Injectable()
export class Outbox {
  /** Puts a job; its row's id becomes the job's id, so that relaying it twice is once. */
  async put<Name extends JobName>(tx: Tx, job: Name, payload: Jobs[Name]): Promise<void> {
    await tx.query(`insert into outbox_messages (id, job, payload) values ($1, $2, $3)`, [
      uuid(),
      job,
      JSON.stringify(payload),
    ]);
  }
}
