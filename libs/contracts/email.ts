import { z } from 'zod';

/**
 * An e-mail address as this product keeps it: one plain ASCII mailbox in lower case, so that one mailbox has one
 * spelling and nothing in it can start a second header or recipient. Full-width input is folded first (NFKC).
 * What is stored is also what is mailed to; the spelling sent is never used again.
 */
export const email = z
  .string()
  .max(254)
  .transform((text) => text.normalize('NFKC').toLowerCase())
  .pipe(z.email('must be one e-mail address').max(254).refine(localPartFits, 'must be one e-mail address'));

function localPartFits(address: string) {
  return address.indexOf('@') <= 64;
}

/** The two languages people are written to in. */
export const language = z.enum(['ja', 'en']);
export type Language = z.infer<typeof language>;
