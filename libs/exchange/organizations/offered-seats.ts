import { Injectable } from '@nestjs/common';
import type { Acceptance } from '#contracts/invitation';
import { Members, type ValidLink } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { type Tx, uuid } from '#platform/database';
import { linkNotValid } from '#platform/errors';
import { Organizations } from './organizations.service.ts';
import { Relations } from './relations.ts';

/** Who takes the seat, and where: at the company that invited, or at the one founded with it. */
interface Taker {
  readonly personId: string;
  readonly organizationId: string;
  readonly requestId: string;
}

/** What an invitation offers: a seat at the inviter's company, or one as owner of a company of one's own beside it. */
@Injectable()
export class OfferedSeats {
  constructor(
    private readonly members: Members,
    private readonly organizations: Organizations,
    private readonly relations: Relations,
    private readonly ledger: Ledger,
  ) {}

  /** Seats the person as the link offers. @returns the member's id */
  async take(tx: Tx, link: ValidLink, acceptance: Acceptance, taker: Taker): Promise<string> {
    return acceptance.kind === 'member' ? this.join(tx, link, taker) : this.foundPartner(tx, link, acceptance, taker);
  }

  private async join(tx: Tx, link: ValidLink, { personId, requestId }: Taker): Promise<string> {
    const { organizationId, offer } = link;
    if (organizationId === null || !offer.roles || offer.title === undefined) throw linkNotValid();
    const memberId = uuid();
    await this.members.seat(tx, { id: memberId, personId, organizationId, roles: offer.roles, title: offer.title });
    await this.ledger.append(
      tx,
      { organizationId, memberId, requestId },
      { event: 'member.joined', subjectId: memberId, detail: { invitation: link.id, roles: offer.roles.join(' ') } },
    );
    return memberId;
  }

  private async foundPartner(
    tx: Tx,
    link: ValidLink,
    { organization, title }: Extract<Acceptance, { kind: 'partner' }>,
    { personId, organizationId, requestId }: Taker,
  ): Promise<string> {
    const founder = { personId, requestId, title };
    const { memberId } = await this.organizations.found(tx, organizationId, organization, founder);
    const { relation } = link.offer;
    if (relation && link.organizationId !== null) {
      const ourSide = relation.ourSide === 'from' ? 'to' : 'from'; // the inviter's other side is ours
      const ours = { partnerId: link.organizationId, kind: relation.kind, ourSide } as const;
      await this.relations.write(tx, { organizationId, memberId, requestId }, ours);
    }
    return memberId;
  }
}
