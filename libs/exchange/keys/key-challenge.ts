import { Injectable } from '@nestjs/common';
import { decodeBase64url, encodeBase64url, type PublicJwk } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import { Clock } from '#platform/clock';
import { invalid } from '#platform/errors';
import { context, MasterVault } from '#platform/vault';
import { kidOf } from './private-key.ts';

/** With colons: these characters never occur in what a JWS signs, so no proof can be turned into a signed statement. */
const PREFIX = 'warifu-key-registration:1:';
const MINUTES = 15;

export interface Challenge {
  /** ASCII; the company signs exactly this text with its private key. */
  readonly challenge: string;
  readonly expiresAt: Date;
}

/**
 * Proof that a company has the private half of a key it brings. A challenge is bound to that company and that key, and
 * holds its own end, sealed: nothing has to be kept until it comes back.
 */
@Injectable()
export class KeyChallenges {
  constructor(
    private readonly vault: MasterVault,
    private readonly clock: Clock,
  ) {}

  issue(organizationId: string, jwk: PublicJwk): Challenge {
    const expiresAt = new Date(this.clock.now().getTime() + MINUTES * 60_000);
    const sealed = this.vault.seal(Buffer.from(expiresAt.toISOString()), placeOf(organizationId, jwk));
    return { challenge: PREFIX + encodeBase64url(sealed), expiresAt };
  }

  /** @throws Refusal `invalid-input` naming `challenge` or `proof` */
  check(
    organizationId: string,
    jwk: PublicJwk,
    answered: { readonly challenge: string; readonly proof: string },
  ): void {
    const expiresAt = this.endOf(organizationId, jwk, answered.challenge);
    if (!expiresAt || expiresAt <= this.clock.now()) {
      throw invalid('/challenge', 'This is not a challenge for this key, or it is too old. Ask for a new one.');
    }
    const signature = bytesOf(answered.proof);
    if (!signature || !nodeCrypto.verify(jwk, answered.challenge, signature)) {
      throw invalid('/proof', 'This is not the signature of the challenge by this key.');
    }
  }

  private endOf(organizationId: string, jwk: PublicJwk, challenge: string): Date | undefined {
    const sealed = challenge.startsWith(PREFIX) ? bytesOf(challenge.slice(PREFIX.length)) : undefined;
    if (!sealed) return undefined;
    try {
      return new Date(this.vault.open(sealed, placeOf(organizationId, jwk)).toString());
    } catch {
      return undefined; // forged, for another key, or for another company: one answer for all
    }
  }
}

const placeOf = (organizationId: string, jwk: PublicJwk) =>
  context({ purpose: 'key-challenge', organizationId, id: kidOf(jwk), version: 1 });

function bytesOf(text: string): Uint8Array | undefined {
  try {
    return decodeBase64url(text, 'text');
  } catch {
    return undefined;
  }
}
