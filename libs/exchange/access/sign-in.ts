import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PasswordChange } from '#contracts/password';
import type { SignInInput } from '#contracts/session';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { Refusal } from '#platform/errors';
import type { SignedInPerson } from './actor.ts';
import { Attempts, refuseOver, type Try } from './attempts.ts';
import { limits } from './limits.ts';
import { networkOf } from './network.ts';
import { People } from './people.ts';
import { Passwords } from './passwords.ts';
import { Seats } from './seats.ts';
import { Sessions } from './sessions.ts';

/** Where a request came from, as far as signing in needs to know. */
export interface From {
  readonly address: string;
  readonly requestId: string;
  /** The session token the browser already carried, valid or not. */
  readonly token?: string | undefined;
}

/** Unknown address, no password yet, wrong password: one answer, in words, status and time. */
const wrongSignIn = () => new Refusal('wrong-sign-in', 'The e-mail address or the password is not right.');

/** Signing in with a password, choosing a seat, changing the password. Each gives the browser a new session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly attempts: Attempts,
    private readonly passwords: Passwords,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly seats: Seats,
    private readonly ledger: Ledger,
  ) {}

  /**
   * @returns the new session's token
   * @throws Refusal `wrong-sign-in`, or `too-many-requests` when this address is guessing
   */
  async signIn({ email, password }: SignInInput, from: From): Promise<string> {
    const spent = await this.slow(email, from.address);
    const person = await this.people.byEmail(email);
    const right = await this.passwords.matches(password, person?.passwordHash ?? null);
    if (!person || !right) {
      await this.noteFailure(email, from);
      throw wrongSignIn();
    }
    await this.attempts.giveBack(...spent);
    const seat = (await this.database.asSystem(null, (tx) => this.seats.of(tx, person.id)))[0];
    const who = { organizationId: seat?.organizationId ?? null, memberId: seat?.memberId ?? null };
    return this.database.transaction(who, async (tx) => {
      // Changed while we were hashing: what matched a moment ago is the old password.
      if (!(await this.people.holdPassword(tx, person.id, person.passwordHash))) throw wrongSignIn();
      const token = await this.sessions.begin(tx, person.id, who.memberId, { token: from.token });
      await this.ledger.append(
        tx,
        { ...who, requestId: from.requestId },
        { event: 'person.signed-in', subjectId: person.id },
      );
      return token;
    });
  }

  /** Takes another of the person's own seats. @returns the new session's token */
  async chooseSeat(who: SignedInPerson, memberId: string): Promise<string> {
    const seat = await this.database.asSystem(null, (tx) => this.seats.own(tx, who.personId, memberId));
    return this.database.transaction(seat, async (tx) => {
      await this.seats.own(tx, who.personId, memberId);
      await this.ledger.append(
        tx,
        { ...seat, requestId: who.requestId },
        { event: 'person.seat-chosen', subjectId: memberId },
      );
      return this.sessions.begin(tx, who.personId, memberId, { id: who.sessionId });
    });
  }

  /** Changes the password and ends every other session. @returns the new session's token */
  async changePassword(who: SignedInPerson, { current, next }: PasswordChange): Promise<string> {
    const tried: Try = ['password.person', who.personId];
    await this.attempts.spend(tried);
    const person = await this.people.byId(who.personId);
    if (!(await this.passwords.matches(current, person.passwordHash))) {
      throw new Refusal('wrong-sign-in', 'The current password is not right.', {
        errors: [{ pointer: '/current', detail: 'not the current password' }],
      });
    }
    await this.attempts.giveBack(tried);
    const hash = await this.people.hashFor(person, next, '/next');
    return this.database.transaction(who, async (tx) => {
      if (!(await this.people.holdPassword(tx, person.id, person.passwordHash))) throw wrongSignIn();
      await this.people.setPassword(tx, person.id, hash);
      const ended = await this.sessions.endAllOf(tx, who.personId);
      await this.ledger.append(tx, who, {
        event: 'person.password-changed',
        subjectId: who.personId,
        detail: { ended },
      });
      return this.sessions.begin(tx, who.personId, who.memberId);
    });
  }

  /**
   * Counts the try and slows a guesser down: at their own address always; and where an account is being guessed at
   * from everywhere, each address gets fewer tries on it. Its owner, at an address of their own, still gets in.
   */
  private async slow(email: string, address: string): Promise<Try[]> {
    const network = networkOf(address);
    const tries: Try[] = [
      ['sign-in.pair', email, network],
      ['sign-in.address', network],
      ['sign-in.account', email],
    ];
    const [pair, from, account] = await this.attempts.count(...tries);
    const siege = (account?.count ?? 0) > limits['sign-in.account'].most;
    refuseOver([
      [pair, limits[siege ? 'sign-in.pair-under-siege' : 'sign-in.pair'].most],
      [from, limits['sign-in.address'].most],
    ]);
    return tries;
  }

  /** The same row whether or not there is such an account; a digest stands for the address tried. */
  private async noteFailure(email: string, from: From) {
    const account = createHash('sha256').update(email).digest('hex').slice(0, 16);
    await this.database.asSystem(null, (tx: Tx) =>
      this.ledger.append(
        tx,
        { organizationId: null, requestId: from.requestId },
        { event: 'person.sign-in-failed', detail: { account } },
      ),
    );
  }
}
