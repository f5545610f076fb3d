import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/database';
import type { LedgerEvent } from './events.ts';

/** Who acted, as far as the ledger needs to know; every kind of actor fits. */
interface Doer {
  readonly organizationId: string | null;
  readonly memberId?: string | null;
  readonly serviceAccountId?: string | null;
  readonly requestId?: string;
}

interface About {
  readonly event: LedgerEvent;
  /** Whose record this is, when it is not the actor's own company. */
  readonly organizationId?: string | null;
  readonly counterpartyId?: string | null;
  readonly grantId?: string | null;
  readonly editionId?: string | null;
  readonly subjectId?: string | null;
  /** Codes, ids, counts. Never a fact of a profile, never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Append-only. An entry commits with what it tells of, or not at all. */
@Injectable()
export class Ledger {
  /** Writes one entry into the caller's transaction. */
  async append(tx: Tx, who: Doer, about: About): Promise<void> {
    await tx.query(
      `insert into ledger_entries (event, organization_id, counterparty_id, member_id, service_account_id,
                                   grant_id, edition_id, subject_id, detail, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        about.event,
        about.organizationId === undefined ? who.organizationId : about.organizationId,
        about.counterpartyId ?? null,
        who.memberId ?? null,
        who.serviceAccountId ?? null,
        about.grantId ?? null,
        about.editionId ?? null,
        about.subjectId ?? null,
        about.detail === undefined ? null : JSON.stringify(about.detail),
        who.requestId ?? null,
      ],
    );
  }

  /** The newest sealed head, for receipts: whoever keeps one can tell later if the ledger was cut. */
  async head(tx: Tx): Promise<{ readonly sequence: number; readonly head: string } | undefined> {
    const [newest] = await tx.query(
      `select number::int as sequence, encode(head, 'hex') as head from ledger_seals order by ledger_seals.number desc limit 1`,
    );
    return newest;
  }
}
