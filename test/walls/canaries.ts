import { randomBytes } from 'node:crypto';

/** Who may see a planted text. Everybody else must find it nowhere. */
export type Party = 'victim' | 'partner' | 'attacker' | 'third';

/** Texts planted in a company's content, to be looked for in every answer, mail, file and log line. */
export class Canaries {
  private readonly planted = new Map<string, readonly Party[]>();

  /** A new canary that reads like a word. @param what where it sits, so that a finding says what leaked */
  plant(what: string, seenBy: readonly Party[] = ['victim']): string {
    const canary = `canary-${what}-${randomBytes(4).toString('hex')}`;
    this.planted.set(canary, seenBy);
    return canary;
  }

  /** The canaries in a text that this party must not see; `undefined` is nobody at all, or a log file. */
  leaked(text: string, party: Party | undefined): string[] {
    return [...this.planted].flatMap(([canary, seenBy]) =>
      text.includes(canary) && !(party && seenBy.includes(party)) ? [canary] : [],
    );
  }

  get size() {
    return this.planted.size;
  }
}
