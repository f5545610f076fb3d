import { z } from 'zod';
import { moment } from './common.ts';
import { algorithm, custody, kid, publicJwk } from './key.ts';

/** Issuer metadata (SD-JWT VC, JWT VC Issuer Metadata). */
export const issuerMetadata = z.strictObject({ issuer: z.string(), jwks_uri: z.string() });

/** RFC 7517, public halves only. */
export const jwks = z.strictObject({ keys: z.array(z.record(z.string(), z.string())) });

/** Every key an issuer had, and when each was good. */
export const keyHistory = z.strictObject({
  issuer: z.string(),
  keys: z.array(
    z.strictObject({
      kid,
      publicJwk,
      algorithm,
      custody,
      validFrom: moment,
      validUntil: moment.nullable(),
      compromisedSince: moment.nullable(),
    }),
  ),
});

/** The registrar's JWS. */
export const trustFile = z.strictObject({ v: z.literal(1), trust: z.string() });
