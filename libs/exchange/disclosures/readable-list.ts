import { Injectable } from '@nestjs/common';
import type { ReadableList } from '#contracts/disclosure';
import type { Actor } from '#exchange/access';
import { cutPage, Database, idPart, parseCursor } from '#platform/database';

export interface ReadableRow {
  readonly id: string;
  readonly grantor_id: string;
  readonly names: Record<string, string>;
  readonly assurance: string;
  readonly purpose: string;
  readonly label: string;
  readonly delivery: string;
  readonly originals: boolean;
  readonly onward: string | null;
  readonly ends_at: Date | null;
  readonly number: number | null;
  readonly published_at: Date;
  readonly expires_at: Date;
  readonly withdrawn_at: Date | null;
  readonly pinned: boolean;
  readonly last_read_at: Date | null;
  readonly last_read_number: number | null;
  readonly terms_due: boolean;
}

/** "What I may read": over all partners, in one statement, with what has changed since the last read. */
@Injectable()
export class ReadableGrants {
  constructor(private readonly database: Database) {}

  async page(actor: Actor, { cursor, limit }: Pick<ReadableList, 'cursor' | 'limit'>) {
    const [before] = parseCursor(cursor, [idPart]) ?? [null];
    const rows: ReadableRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(`select * from readable_grants($1, $2, $3)`, [
        actor.memberId ?? actor.serviceAccountId,
        before,
        limit + 1,
      ]),
    );
    return cutPage(rows, limit, (row) => [row.id]);
  }
}
