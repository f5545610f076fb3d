import { z } from 'zod';
import { id, lines, moment, page, pageOf, wholeNumber } from './common.ts';
import { change, shownItem } from './disclosure.ts';
import { algorithm, custody, kid, signature } from './key.ts';
import { doer } from './profile.ts';

/** Which key will sign; the newest in use when it is left out. */
export const newPreparation = z.strictObject({ kid: kid.optional() });
export type NewPreparation = z.infer<typeof newPreparation>;

export const preparationView = z.strictObject({
  /** Becomes the edition's id. */
  id,
  number: z.int(),
  revision: z.int(),
  kid,
  alg: algorithm,
  custody,
  /** ASCII; sign exactly these bytes. */
  signingInput: z.string(),
  expiresAt: moment,
});

/** The signature where the company holds the key; nothing where the exchange does. */
export const completion = z.strictObject({ id: id.optional(), signature: signature.optional() });
export type Completion = z.infer<typeof completion>;

export const editionNumber = wholeNumber(2_000_000_000);
export const numberPath = z.strictObject({ number: editionNumber });
export type NumberPath = z.infer<typeof numberPath>;
export const editionQuery = page;

export const editionSummary = z.strictObject({
  id,
  number: z.int(),
  state: z.enum(['published', 'superseded', 'withdrawn']),
  expired: z.boolean(),
  publishedAt: moment,
  expiresAt: moment,
  kid,
  custody,
  hash: z.string(),
  approvedBy: doer,
  selfApproved: z.boolean(),
  items: z.int(),
  withdrawn: z.strictObject({ at: moment, reason: z.string(), by: doer }).nullable(),
  can: z.strictObject({ withdraw: z.boolean() }),
});
export type EditionSummary = z.infer<typeof editionSummary>;
export const editionList = pageOf(editionSummary);

/** An edition as the company itself sees it: everything in it, read from the signed bytes. */
export const editionView = editionSummary.extend({
  content: z.strictObject({ items: z.array(shownItem), companyItems: z.array(shownItem) }),
});

export const withdrawal = z.strictObject({ reason: lines(1000) });
export type Withdrawal = z.infer<typeof withdrawal>;

export const differenceQuery = z.strictObject({ from: editionNumber });
export type DifferenceQuery = z.infer<typeof differenceQuery>;
export const differenceView = z.strictObject({
  from: z.int(),
  to: z.int(),
  changes: z.array(change),
});
