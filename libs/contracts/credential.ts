import { z } from 'zod';
import { isoDate, localTextOf, webAddress } from './answer.ts';
import { id, line, words } from './common.ts';

export const credentialKind = z.enum(['certificate', 'mark', 'level', 'self-declaration', 'report']);
export type CredentialKind = z.infer<typeof credentialKind>;

export const credentialState = z.enum(['applied', 'held', 'suspended', 'lapsed', 'withdrawn']);
export type CredentialState = z.infer<typeof credentialState>;

/**
 * A certificate, mark, level, self-declaration or report, as dates. There is no state to send: whether it is held
 * follows from the dates and the day.
 */
export const newCredential = z.strictObject({
  scheme: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'must be the id of a scheme'),
  edition: line(40).optional(),
  scope: localTextOf(500).optional(),
  number: line(100).optional(),
  issuer: line(200).optional(),
  verifyUrl: webAddress.optional(),
  applied: isoDate.optional(),
  issued: isoDate.optional(),
  validUntil: isoDate.optional(),
  period: z.strictObject({ from: isoDate, to: isoDate }).optional(),
  suspended: isoDate.optional(),
  withdrawn: isoDate.optional(),
});
export type NewCredential = z.infer<typeof newCredential>;

export const credentialView = newCredential.extend({
  id,
  name: words,
  kind: credentialKind,
  verb: words,
  heldAs: words,
  state: credentialState,
  /** The last day it holds, as stated or as the scheme has it. */
  until: isoDate.nullable(),
  daysLeft: z.int().nullable(),
  nextSurveillance: isoDate.nullable(),
  renewalOpen: z.boolean(),
  reviewSuggested: z.boolean(),
  /** Held, and examined by somebody else: never true of a self-declaration. */
  countsAsCertified: z.boolean(),
  version: z.int(),
  can: z.strictObject({ edit: z.boolean() }),
});
export type CredentialView = z.infer<typeof credentialView>;
export const credentialList = z.strictObject({
  items: z.array(credentialView),
  can: z.strictObject({ add: z.boolean() }),
});

const schemeView = z.strictObject({
  id: z.string(),
  name: words,
  kind: credentialKind,
  verb: words,
  months: z.int().nullable(),
  star: z.int().nullable(),
});
export const schemeList = z.strictObject({ items: z.array(schemeView) });
