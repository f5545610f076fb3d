import { Injectable } from '@nestjs/common';
import type { NewOrganization } from '#contracts/organization';
import type { Founding, MailAsked, SignUpCompletion } from '#contracts/sign-up';
import { Links, MailedLinks, People, Sessions, type SignedInPerson } from '#exchange/access';
import { Database, uuid, violates } from '#platform/database';
import { conflict, linkNotValid } from '#platform/errors';
import { Organizations } from './organizations.service.ts';

/** Coming in for the first time: the address is proved by a mailed link before anything is written down. */
@Injectable()
export class SignUps {
  constructor(
    private readonly database: Database,
    private readonly mailed: MailedLinks,
    private readonly links: Links,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly organizations: Organizations,
  ) {}

  /** Promises a mail; the same for an address that has an account, which is then told so by mail only. */
  async ask(asked: MailAsked, address: string): Promise<void> {
    await this.mailed.ask('sign-up', asked, { hours: 24, address });
  }

  /**
   * The person, their company and their seat as its owner, in one transaction.
   * @returns the token of the session that begins with it
   * @throws Refusal `link-not-valid`, also when the address has got an account meanwhile
   */
  async complete(
    { token, person, title, organization }: SignUpCompletion,
    from: { address: string; requestId: string },
  ) {
    const { email } = await this.mailed.look(['sign-up'], token, from.address);
    const hash = await this.people.hashFor(
      { email, name: person.name },
      person.password,
      '/person/password',
      namesOf(organization),
    );
    const organizationId = uuid();
    try {
      return await this.database.asSystem(organizationId, async (tx) => {
        await this.links.use(tx, 'sign-up', token);
        const personId = await this.people.add(tx, email, person, hash);
        const founder = { personId, title, requestId: from.requestId };
        const { memberId } = await this.organizations.found(tx, organizationId, organization, founder);
        return this.sessions.begin(tx, personId, memberId);
      });
    } catch (error) {
      if (violates(error, 'people_email_is_used_once')) throw linkNotValid();
      throw error;
    }
  }

  /** A further company of somebody who is signed in. @returns the token of the session at the new seat */
  async found(who: SignedInPerson, { title, organization }: Founding): Promise<string> {
    if (who.operator) throw conflict('Whoever runs the exchange belongs to no company.');
    const organizationId = uuid();
    return this.database.asSystem(organizationId, async (tx) => {
      const founder = { personId: who.personId, title, requestId: who.requestId };
      const { memberId } = await this.organizations.found(tx, organizationId, organization, founder);
      return this.sessions.begin(tx, who.personId, memberId, { id: who.sessionId });
    });
  }
}

/** A company's names, as words no password may be made of. */
export const namesOf = ({ names }: Pick<NewOrganization, 'names'>): string[] =>
  Object.values(names).filter((name) => name !== undefined);
