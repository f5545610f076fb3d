import { Injectable } from '@nestjs/common';
import type { OperatorAssurance } from '#contracts/organization';
import type { Actor, OperatorActor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { alreadyDone, conflict, forbidden, invalid, notFound } from '#platform/errors';
import { type CardRow, cardColumns, cardJoin } from './cards.ts';

/**
 * How sure we are that an account is that company: unverified < vouched < domain < operator. A proof never takes
 * away what a stronger one gave; only the operator can take a confirmation back, with a reason the company sees.
 */
@Injectable()
export class Assurance {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /**
   * A company that is itself known says: this account is really that company. Once per pair of companies.
   * @returns the company vouched for, as everybody sees it now
   */
  async vouch(actor: Actor, organizationId: string): Promise<CardRow> {
    const { memberId } = actor;
    if (memberId === null) throw forbidden('Only a person can vouch, not an API key.');
    if (organizationId === actor.organizationId) throw invalid('id', 'nobody vouches for themselves');
    return this.database.transaction(actor, async (tx) => {
      const [own] = await tx.query(`select assurance from organizations where id = $1`, [actor.organizationId]);
      if (own.assurance === 'unverified') throw conflict('Your own company has to be confirmed before it can vouch.');
      await this.hold(tx, organizationId);
      const vouched = await tx.query(
        `insert into vouchers (organization_id, by_organization_id, member_id) values ($1, $2, $3)
         on conflict do nothing returning 1`,
        [organizationId, actor.organizationId, memberId],
      );
      if (vouched.length === 0) throw alreadyDone('Your company has vouched for this company already.');
      await tx.query(
        `update organizations set assurance = 'vouched', vouched_by = $2, assured_at = app_now()
          where id = $1 and assurance = 'unverified'`,
        [organizationId, actor.organizationId],
      );
      await this.ledger.append(tx, actor, {
        event: 'organization.vouched',
        organizationId,
        counterpartyId: actor.organizationId,
        subjectId: organizationId,
      });
      return this.card(tx, organizationId);
    });
  }

  /** The operator confirms a company, or takes a confirmation back. The company reads the reason in its ledger. */
  async setByOperator(
    operator: OperatorActor,
    organizationId: string,
    { assurance, reason }: OperatorAssurance,
  ): Promise<CardRow> {
    return this.database.asSystem(organizationId, async (tx) => {
      await this.hold(tx, organizationId);
      const [changed] = await tx.query(
        `update organizations set assurance = $2, vouched_by = null, assured_at = app_now()
          where id = $1 and assurance <> $2 returning id`,
        [organizationId, assurance],
      );
      if (changed.length === 0) throw alreadyDone('This company stands so already.');
      await this.ledger.append(tx, operator, {
        event: 'organization.assured-by-operator',
        organizationId,
        subjectId: operator.personId,
        detail: { assurance, reason },
      });
      return this.card(tx, organizationId);
    });
  }

  private async hold(tx: Tx, organizationId: string) {
    const held = await tx.query(`select from organizations where id = $1 and closed_at is null for no key update`, [
      organizationId,
    ]);
    if (held.length === 0) throw notFound('Organization');
  }

  private async card(tx: Tx, id: string): Promise<CardRow> {
    const [card]: CardRow[] = await tx.query(`select ${cardColumns} from organizations o ${cardJoin} where o.id = $1`, [
      id,
    ]);
    if (!card) throw notFound('Organization');
    return card;
  }
}
