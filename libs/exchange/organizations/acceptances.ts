import { Injectable } from '@nestjs/common';
import type { Acceptance } from '#contracts/invitation';
import type { IdentityAssurance } from '#contracts/organization';
import type { NewPerson } from '#contracts/person';
import { Links, MailedLinks, People, Sessions, type SignedInPerson, type ValidLink } from '#exchange/access';
import { Database, uuid, violates } from '#platform/database';
import { alreadyDone, conflict, invalid, linkNotValid, Refusal } from '#platform/errors';
import { OfferedSeats } from './offered-seats.ts';
import type { OrganizationNames } from './organization.entity.ts';
import { namesOf } from './sign-ups.ts';

const invitations = ['member-invitation', 'partner-invitation'] as const;

interface From {
  readonly address: string;
  readonly requestId: string;
  /** Whoever is signed in in this browser. */
  readonly signedIn?: SignedInPerson | undefined;
}

/** Who accepts: somebody with an account, or somebody who gets one with the acceptance. */
type Accepter =
  | { readonly personId: string; readonly before: { readonly id: string } }
  | { readonly person: NewPerson; readonly hash: string };

/** Following an invitation's link: bound to its kind, its company and its address, and good for once. */
@Injectable()
export class Acceptances {
  constructor(
    private readonly database: Database,
    private readonly mailed: MailedLinks,
    private readonly links: Links,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly offered: OfferedSeats,
  ) {}

  /** What the holder of the link is offered, and by whom. Uses nothing up. */
  async look(token: string, address: string) {
    const link = await this.mailed.look(invitations, token, address);
    const from = await this.inviter(link);
    return { link, from, known: (await this.people.byEmail(link.email)) !== undefined };
  }

  /**
   * Takes the seat offered, or founds the partner's company. One conditional UPDATE uses the link up in the same
   * transaction, so whatever fails leaves it as it was.
   * @returns the token of a session at the new seat
   * @throws Refusal `link-not-valid` also for somebody signed in under another address; `unauthenticated` where the
   *   address has an account and nobody is signed in
   */
  async accept(acceptance: Acceptance, from: From): Promise<string> {
    const kind = `${acceptance.kind}-invitation` as const;
    const link = await this.mailed.look([kind], acceptance.token, from.address);
    await this.inviter(link);
    const organizationId = acceptance.kind === 'member' ? (link.organizationId ?? '') : uuid();
    const companies = acceptance.kind === 'partner' ? namesOf(acceptance.organization) : [];
    const accepter = await this.accepter(link, acceptance.person, from, companies);
    try {
      return await this.database.asSystem(organizationId, async (tx) => {
        const used = await this.links.use(tx, kind, acceptance.token);
        const personId =
          'personId' in accepter
            ? accepter.personId
            : await this.people.add(tx, used.email, accepter.person, accepter.hash);
        const memberId = await this.offered.take(tx, used, acceptance, {
          personId,
          organizationId,
          requestId: from.requestId,
        });
        return this.sessions.begin(tx, personId, memberId, 'before' in accepter ? accepter.before : undefined);
      });
    } catch (error) {
      if (violates(error, 'people_email_is_used_once')) throw linkNotValid();
      if (violates(error, 'members_seat_is_held_once')) throw alreadyDone('You are a member of this company already.');
      throw error;
    }
  }

  private async accepter(
    link: ValidLink,
    person: NewPerson | undefined,
    from: From,
    companies: string[],
  ): Promise<Accepter> {
    const known = await this.people.byEmail(link.email);
    if (from.signedIn) {
      if (known?.id !== from.signedIn.personId) throw linkNotValid(); // forwarded: it is not for whoever is signed in
      if (known.operator) throw conflict('Whoever runs the exchange belongs to no company.');
      return { personId: known.id, before: { id: from.signedIn.sessionId } };
    }
    if (known)
      throw new Refusal('unauthenticated', 'Sign in under the address this was sent to, then open the link again.');
    if (!person) throw invalid('/person', 'is needed: there is no account for this address yet');
    const hash = await this.people.hashFor(
      { email: link.email, name: person.name },
      person.password,
      '/person/password',
      companies,
    );
    return { person, hash };
  }

  /** The company that invited. @throws Refusal `link-not-valid` when it was closed since, or whoever invited has left */
  private async inviter(link: ValidLink): Promise<{ names: OrganizationNames; assurance: IdentityAssurance }> {
    const [inviter] = await this.database.asSystem(null, (tx) =>
      tx.query(
        `select o.names, o.assurance from organizations o join members m on m.organization_id = o.id
          where o.id = $1 and o.closed_at is null and m.id = $2 and m.left_at is null`,
        [link.organizationId, link.createdBy],
      ),
    );
    if (!inviter) throw linkNotValid();
    return inviter;
  }
}
