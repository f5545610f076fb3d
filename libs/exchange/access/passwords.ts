import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import { tryAgain } from '#platform/errors';
import { Slots } from './slots.ts';

/** argon2id (the library's only default kind), RFC 9106 and the OWASP cheat sheet: 19 MiB, two passes, one lane. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at a time, and how many may wait: a flood of sign-ins costs bounded memory and leaves cores for the rest. */
const slots = { atOnce: 2, waiting: 100 };

/**
 * Keeps and checks passwords. The one normal form is NFC: か typed as one character or as two is the same password.
 * Apart from that every character counts, spaces and those beyond the 72nd byte included.
 */
@Injectable()
export class Passwords {
  private readonly slots = new Slots(slots.atOnce, slots.waiting, tryAgain);
  private decoy: Promise<string> | undefined;

  /** @returns the encoded argon2id hash, its parameters and salt included */
  async hash(password: string): Promise<string> {
    return this.slots.run(() => hash(password.normalize('NFC'), cost));
  }

  /**
   * Says whether this is the password. Where there is no account, or no password yet, the same work is done over a
   * decoy, so that the time tells nothing.
   * @param encoded what `hash` gave, or null
   */
  async matches(password: string, encoded: string | null): Promise<boolean> {
    this.decoy ??= this.hash(randomBytes(24).toString('base64url'));
    const decoy = await this.decoy;
    const right = await this.slots.run(() => verify(encoded ?? decoy, password.normalize('NFC')));
    return right && encoded !== null;
  }
}
