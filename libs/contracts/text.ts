import { z } from 'zod';

const CONTROL = /[\p{Cc}]/u;
const CONTROL_BUT_LINES = /(?![\n\t])[\p{Cc}]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Marks that reorder what follows. No Japanese or English text needs them; in a signed statement they can make one sentence look like another. */
const REORDERING = /[\u202A-\u202E\u2066-\u2069]/u;

/**
 * One line of text: 1 to `max` UTF-16 units, not only blanks, no control characters, no lone surrogates, no marks that
 * reorder text. The text is kept exactly as sent, never trimmed.
 */
export const lineOf = (max: number) => bounded(max).refine((text) => !CONTROL.test(text), 'control character');

/** As `lineOf`, but line feeds and tabs are allowed: what people type into a text area. */
export const paragraphsOf = (max: number) =>
  bounded(max).refine((text) => !CONTROL_BUT_LINES.test(text), 'control character');

/** Text in Japanese, English or both; each at most `max` units. */
export const localTextOf = (max: number) =>
  z
    .strictObject({ ja: paragraphsOf(max).optional(), en: paragraphsOf(max).optional() })
    .refine((text) => text.ja !== undefined || text.en !== undefined, 'text in at least one language is needed');

/** A text of ordinary length, for places that have no bound of their own. */
export const localText = localTextOf(1000);
export type LocalText = z.infer<typeof localText>;

/** A calendar day, YYYY-MM-DD, that exists, from 1900 to 2199. It has no time zone: it is the company's own calendar. */
export const isoDate = z.iso
  .date('not a date of the form YYYY-MM-DD')
  .refine((day) => day >= '1900-01-01' && day <= '2199-12-31', 'a year from 1900 to 2199 is needed');
export type IsoDate = z.infer<typeof isoDate>;

function bounded(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => /\S/u.test(text), 'only blanks')
    .refine((text) => !LONE_SURROGATE.test(text), 'lone surrogate')
    .refine((text) => !REORDERING.test(text), 'mark that reorders text');
}
