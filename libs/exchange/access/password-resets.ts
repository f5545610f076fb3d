import { Injectable } from '@nestjs/common';
import type { MailAsked, PasswordResetCompletion } from '#contracts/sign-up';
import { Ledger } from '#exchange/ledger';
import { Database } from '#platform/database';
import { linkNotValid } from '#platform/errors';
import { MailedLinks } from './mailed-links.ts';
import { Links } from './links.ts';
import { People } from './people.ts';
import { Sessions } from './sessions.ts';

/** Back in after a forgotten password, by a link to the address of the account. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly database: Database,
    private readonly mailed: MailedLinks,
    private readonly links: Links,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly ledger: Ledger,
  ) {}

  /** Promises a mail. The same work and the same answer for every address: see `MailedLinks`. */
  async ask(asked: MailAsked, address: string): Promise<void> {
    await this.mailed.ask('password-reset', asked, { hours: 1, address });
  }

  /**
   * Sets the new password and ends all sessions. It signs nobody in: the next step is an ordinary sign-in.
   * @throws Refusal `link-not-valid`; `invalid-input` for a guessable password, and the link stays usable
   */
  async complete({ token, password }: PasswordResetCompletion, from: { address: string; requestId: string }) {
    const link = await this.mailed.look(['password-reset'], token, from.address);
    const person = await this.people.byEmail(link.email);
    if (!person) throw linkNotValid();
    const hash = await this.people.hashFor(person, password, '/password');
    await this.database.asSystem(null, async (tx) => {
      await this.links.use(tx, 'password-reset', token);
      await this.links.cancelOthers(tx, 'password-reset', link.email);
      await this.people.setPassword(tx, person.id, hash);
      const ended = await this.sessions.endAllOf(tx, person.id);
      const who = { organizationId: null, requestId: from.requestId };
      await this.ledger.append(tx, who, { event: 'person.password-reset', subjectId: person.id, detail: { ended } });
    });
  }
}
