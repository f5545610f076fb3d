import { z } from 'zod';
import { id, lines, moment, page, wholeNumber } from './common.ts';
import { kid, signature } from './key.ts';
import { doer, itemId } from './profile.ts';

/** Which key will sign; the newest in use when it is left out. */
export const newPreparation = z.strictObject({ kid: kid.optional() });
export type NewPreparation = z.infer<typeof newPreparation>;

export const preparationView = z.strictObject({
  /** Becomes the edition's id. */
  id,
  number: z.int(),
  revision: z.int(),
  kid,
  alg: z.enum(['ES256', 'Ed25519']),
  custody: z.enum(['exchange', 'own']),
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

export const editionStates = ['published', 'superseded', 'withdrawn'] as const;

export const editionSummary = z.strictObject({
  id,
  number: z.int(),
  state: z.enum(editionStates),
  expired: z.boolean(),
  publishedAt: moment,
  expiresAt: moment,
  kid,
  custody: z.enum(['exchange', 'own']),
  hash: z.string(),
  approvedBy: doer,
  selfApproved: z.boolean(),
  items: z.int(),
  withdrawn: z.strictObject({ at: moment, reason: z.string(), by: doer }).nullable(),
  can: z.strictObject({ withdraw: z.boolean() }),
});
export type EditionSummary = z.infer<typeof editionSummary>;
export const editionList = z.strictObject({
  items: z.array(editionSummary),
  next: z.string().optional(),
});

const level = z.strictObject({
  is: z.enum(['stated', 'notStated', 'notDisclosed', 'withheld']),
  value: z.record(z.string(), z.unknown()).optional(),
});
const shownItem = z.strictObject({
  id: itemId,
  title: z.strictObject({ ja: z.string().optional(), en: z.string().optional() }).optional(),
  level: z.int(),
  levels: z.strictObject({ public: level, summary: level, detail: level, evidence: level }),
});

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
  changes: z.array(
    z.strictObject({
      item: itemId,
      level: z.enum(['l1', 'l2', 'l3', 'l4']),
      field: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
    }),
  ),
});
