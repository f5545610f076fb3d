import { Injectable } from '@nestjs/common';
import type { NewInvitation } from '#contracts/invitation';
import { type Actor, Attempts, type LinkOffer, Links, refuseBeyondReach, type Role } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Mails } from '#exchange/notifications';
import { cutPage, Database, idPart, parseCursor } from '#platform/database';
import { alreadyDone, conflict, forbidden, notFound } from '#platform/errors';

export interface InvitationRow {
  readonly id: string;
  readonly kind: 'member-invitation' | 'partner-invitation';
  readonly email: string;
  readonly offer: { readonly roles?: Role[]; readonly title?: string };
  readonly state: 'open' | 'accepted' | 'cancelled' | 'expired';
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const invitationDays = 7;
const columns = `id, kind, email, offer, created_at as "createdAt", expires_at as "expiresAt",
  case when used_at is not null then 'accepted' when cancelled_at is not null then 'cancelled'
       when expires_at <= app_now() then 'expired' else 'open' end as state`;

/** Asking people into the company, and partner companies onto the exchange. */
@Injectable()
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly attempts: Attempts,
    private readonly links: Links,
    private readonly mails: Mails,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Sends an invitation: link, mail and ledger entry in one transaction. It looks the same whether or not the address
   * has an account.
   * @throws Refusal `conflict` for somebody who is a member already, `too-many-requests`, `forbidden` for offering more
   *   than the sender may give
   */
  async send(actor: Actor, invitation: NewInvitation): Promise<InvitationRow> {
    const { memberId } = actor;
    if (memberId === null) throw forbidden('Only a person can invite, not an API key.');
    if (invitation.kind === 'member') refuseBeyondReach(actor, null, invitation.roles);
    await this.attempts.spend(
      ['invitation.organization', actor.organizationId],
      ['invitation.recipient', invitation.email],
    );
    return this.database.transaction(actor, async (tx) => {
      const [from] = await tx.query(
        `select coalesce(o.names->>'ja', o.names->>'en') as ja, coalesce(o.names->>'en', o.names->>'ja') as en, p.name,
                exists (select from members m join people i on i.id = m.person_id
                         where m.organization_id = o.id and m.left_at is null and i.email = $3) as member
           from organizations o, members s join people p on p.id = s.person_id where o.id = $1 and s.id = $2`,
        [actor.organizationId, memberId, invitation.email],
      );
      if (invitation.kind === 'member' && from.member)
        throw conflict('This person is a member of your company already.');
      const link = await this.links.issue(tx, {
        kind: `${invitation.kind}-invitation`,
        email: invitation.email,
        hours: invitationDays * 24,
        organizationId: actor.organizationId,
        createdBy: memberId,
        offer: offerOf(invitation),
      });
      await this.mails.put(tx, {
        kind: `${invitation.kind}-invitation`,
        recipient: invitation.email,
        language: invitation.language,
        values: { company: from[invitation.language], inviter: from.name },
        link,
      });
      await this.ledger.append(tx, actor, {
        event: 'invitation.sent',
        subjectId: link.id,
        detail: { kind: invitation.kind, roles: invitation.kind === 'member' ? invitation.roles.join(' ') : null },
      });
      const [sent]: InvitationRow[] = await tx.query(`select ${columns} from one_time_links where id = $1`, [link.id]);
      if (!sent) throw new Error('An invitation was not written.');
      return sent;
    });
  }

  /** The company's invitations, newest first, in every state. */
  async list(actor: Actor, page: { cursor?: string | undefined; limit: number }) {
    const [after] = parseCursor(page.cursor, [idPart]) ?? [];
    const rows: InvitationRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `select ${columns} from one_time_links
          where organization_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
        [actor.organizationId, after ?? null, page.limit + 1],
      ),
    );
    return cutPage(rows, page.limit, (row) => [row.id]);
  }

  /** @throws Refusal `not-found`; `already-done` when it was accepted, cancelled, or is over */
  async cancel(actor: Actor, invitationId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const mine = [invitationId, actor.organizationId];
      const [cancelled] = await tx.query(
        `update one_time_links set cancelled_at = app_now()
          where id = $1 and organization_id = $2 and used_at is null and cancelled_at is null and expires_at > app_now()
          returning id`,
        mine,
      );
      if (cancelled.length === 0) {
        const known = await tx.query(`select from one_time_links where id = $1 and organization_id = $2`, mine);
        throw known.length > 0 ? alreadyDone('This invitation is not open any more.') : notFound('Invitation');
      }
      await this.ledger.append(tx, actor, { event: 'invitation.cancelled', subjectId: invitationId });
    });
  }
}

function offerOf(invitation: NewInvitation): LinkOffer {
  if (invitation.kind === 'member') return { roles: invitation.roles, title: invitation.title };
  return invitation.relation ? { relation: invitation.relation } : {};
}
