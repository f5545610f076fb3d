import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#platform/database';
import { tryAgain } from '#platform/errors';
import type { StoredObjects } from '#platform/storage';
import { EVIDENCE_OBJECTS } from './objects.ts';

const AT_ONCE = 500;

/**
 * Keeps the store and the database in step without a transaction over both: an object is written down as loose before
 * it exists, and stops being loose in the transaction that gives it an owner. A process may die between any two steps.
 */
@Injectable()
export class LooseObjects {
  constructor(
    private readonly database: Database,
    @Inject(EVIDENCE_OBJECTS) private readonly objects: StoredObjects,
  ) {}

  /** Says that an object is about to be written. Committed at once, so that it outlives whatever happens next. */
  async expect(storageKey: string): Promise<void> {
    await this.database.asSystem(null, (tx) => this.add(tx, storageKey));
  }

  /** The same within a transaction: the object has just lost its owner. */
  async add(tx: Tx, storageKey: string): Promise<void> {
    await tx.query(`insert into loose_objects (storage_key) values ($1)`, [storageKey]);
  }

  /** Gives the object an owner, in the transaction that writes the owner. */
  async adopt(tx: Tx, storageKey: string): Promise<void> {
    const [adopted] = await tx.query(`delete from loose_objects where storage_key = $1 returning 1`, [storageKey]);
    if (adopted.length === 0) throw tryAgain(new Error('The stored file was swept away before it was entered.'));
  }

  /** Deletes the object if nobody owns it; otherwise does nothing. May be repeated at any time. */
  async discard(storageKey: string): Promise<void> {
    await this.database.asSystem(null, async (tx) => {
      const loose = await tx.query(`select from loose_objects where storage_key = $1 for update skip locked`, [
        storageKey,
      ]);
      if (loose.length === 0) return;
      // The object first: were the row gone and the process killed, nobody would know of the object any more.
      await this.objects.delete(storageKey);
      await tx.query(`delete from loose_objects where storage_key = $1`, [storageKey]);
    });
  }

  /** Deletes what was left behind: no request lasts an hour. @returns how many objects that was */
  async sweep(): Promise<number> {
    const left: { storage_key: string }[] = await this.database.asSystem(null, (tx) =>
      tx.query(
        `select storage_key from loose_objects where since < now() - interval '1 hour' order by since limit ${AT_ONCE}`,
      ),
    );
    for (const { storage_key: storageKey } of left) await this.discard(storageKey);
    return left.length;
  }
}
