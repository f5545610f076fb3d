import { Injectable } from '@nestjs/common';
import type { MailAsked } from '#contracts/sign-up';
import { Mails } from '#exchange/notifications';
import { Database } from '#platform/database';
import { Attempts, type Try } from './attempts.ts';
import { limits } from './limits.ts';
import { Links, type ValidLink } from './links.ts';
import { networkOf } from './network.ts';
import type { LinkKind } from './one-time-link.entity.ts';

/**
 * Links that people without a session ask for and present. Asking does the same for every address, account or not:
 * a link and a mail are written down; only the worker, when it sends, looks who that is.
 */
@Injectable()
export class MailedLinks {
  constructor(
    private readonly database: Database,
    private readonly attempts: Attempts,
    private readonly links: Links,
    private readonly mails: Mails,
  ) {}

  /** @throws Refusal `too-many-requests` by the asker's address only, never by the address asked for */
  async ask(
    kind: 'sign-up' | 'password-reset',
    { email, language }: MailAsked,
    how: { hours: number; address: string },
  ) {
    await this.attempts.spend(['mail-link.address', networkOf(how.address)]);
    const [toThisMailbox] = await this.attempts.count(['mail-link.account', kind, email]);
    if ((toThisMailbox?.count ?? 0) > limits['mail-link.account'].most) return;
    await this.database.asSystem(null, async (tx) => {
      const link = await this.links.issue(tx, { kind, email, hours: how.hours });
      await this.mails.put(tx, { kind, recipient: email, language, values: {}, link });
    });
  }

  /**
   * Looks at a link somebody presents; counts it as a guess unless it is valid.
   * @throws Refusal `link-not-valid`, `too-many-requests`
   */
  async look(kinds: readonly LinkKind[], token: string, address: string): Promise<ValidLink> {
    const guess: Try = ['link.address', networkOf(address)];
    await this.attempts.spend(guess);
    const link = await this.database.asSystem(null, (tx) => this.links.look(tx, kinds, token));
    await this.attempts.giveBack(guess);
    return link;
  }
}
