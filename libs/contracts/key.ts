import { z } from 'zod';
import { moment } from './common.ts';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in unpadded base64url');

/** RFC 7638 thumbprint of a key. */
export const kid = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a key id');
export const kidPath = z.strictObject({ kid });
export type KidPath = z.infer<typeof kidPath>;

export const algorithm = z.enum(['ES256', 'Ed25519']);
/** Where the private half lives. */
export const custody = z.enum(['exchange', 'own']);
export type Custody = z.infer<typeof custody>;

/** Public keys only: a JWK with any further member, a private one above all, is refused. */
export const publicJwk = z.union([
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
]);

/** 64 bytes as JOSE wants them: r and s, or the Ed25519 signature. */
export const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/, 'must be 64 bytes in unpadded base64url');

/** A text to sign with the private half, to prove that one has it. */
export const newChallenge = z.strictObject({ publicJwk });
export const challengeView = z.strictObject({ challenge: z.string(), expiresAt: moment });

export const newKey = z.discriminatedUnion('custody', [
  z.strictObject({ custody: z.literal('exchange') }),
  z.strictObject({ custody: z.literal('own'), publicJwk, challenge: z.string().max(400), proof: signature }),
]);
export type NewKey = z.infer<typeof newKey>;

export const compromise = z.strictObject({ since: moment });
export type Compromise = z.infer<typeof compromise>;

export const keyView = z.strictObject({
  kid,
  publicJwk,
  algorithm,
  custody,
  state: z.enum(['active', 'retired', 'compromised']),
  validFrom: moment,
  validUntil: moment.nullable(),
  compromisedSince: moment.nullable(),
  can: z.strictObject({ retire: z.boolean(), compromise: z.boolean(), replace: z.boolean() }),
});
export const keyList = z.strictObject({ items: z.array(keyView), can: z.strictObject({ add: z.boolean() }) });
