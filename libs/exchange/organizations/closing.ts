import { Injectable } from '@nestjs/common';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { alreadyDone, notFound } from '#platform/errors';

/** Who closes: an owner from their seat, or the operator from outside. */
interface Closer {
  readonly organizationId: string | null;
  readonly memberId?: string | null;
  readonly personId: string | null;
  readonly requestId: string;
}

/**
 * What ends with a company, apart from its seats, which stay as a record (nobody acts from one of a closed company).
 * Each statement takes the company's id, and the moment is the same in all of them.
 */
const endings = [
  `update sessions set ended_at = app_now() from members m
    where m.id = sessions.member_id and m.organization_id = $1 and sessions.ended_at is null`,
  `update api_keys set ended_at = app_now() from service_accounts a
    where a.id = api_keys.service_account_id and a.organization_id = $1 and api_keys.ended_at is null`,
  `update service_accounts set ended_at = app_now() where organization_id = $1 and ended_at is null`,
  `update one_time_links set cancelled_at = app_now()
    where organization_id = $1 and used_at is null and cancelled_at is null`,
  `update relations set ended_at = app_now() where (from_id = $1 or to_id = $1) and ended_at is null`,
];

/** The end of a company's account: at once and for everybody. */
@Injectable()
export class Closing {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /**
   * One transaction: sessions, keys, links, relations and grants in both directions end with it. What others were
   * shown stays on record.
   */
  async close(who: Closer, organizationId: string, reason: string): Promise<void> {
    await this.database.asSystem(organizationId, async (tx) => {
      const [closed] = await tx.query(
        `update organizations set closed_at = app_now() where id = $1 and closed_at is null returning id`,
        [organizationId],
      );
      if (closed.length === 0) {
        const known = await tx.query(`select from organizations where id = $1`, [organizationId]);
        throw known.length > 0 ? alreadyDone('This company has been closed already.') : notFound('Organization');
      }
      for (const ending of endings) await tx.query(ending, [organizationId]);
      await this.endGrants(tx, who, organizationId);
      await this.ledger.append(tx, who, {
        event: 'organization.closed',
        organizationId,
        subjectId: who.personId,
        detail: { reason, byOperator: who.organizationId === null },
      });
    });
  }

  /** The one place where this folder writes to grants. */
  private async endGrants(tx: Tx, who: Closer, organizationId: string) {
    const [ended]: [{ id: string; grantor_id: string; grantee_id: string | null }[]] = await tx.query(
      `update grants set ended_at = app_now(), ending = 'organization-closed'
        where (grantor_id = $1 or grantee_id = $1) and revoked_at is null and ended_at is null
        returning id, grantor_id, grantee_id`,
      [organizationId],
    );
    for (const { id, grantor_id: grantorId, grantee_id: granteeId } of ended) {
      await this.ledger.append(tx, who, {
        event: 'grant.ended',
        organizationId: grantorId,
        counterpartyId: granteeId,
        grantId: id,
        detail: { ending: 'organization-closed' },
      });
    }
  }
}
