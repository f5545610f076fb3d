import { z } from 'zod';
import { rowId } from './fact.ts';

export { rowId as id } from './fact.ts';
export { lineOf as line, paragraphsOf as lines } from './text.ts';

export const idPath = z.strictObject({ id: rowId });
export type IdPath = z.infer<typeof idPath>;

/** Words in both languages, as we write them. */
export const words = z.strictObject({ ja: z.string(), en: z.string() });
/** Words in the language or languages somebody wrote them in. */
export const localWords = z.strictObject({ ja: z.string().optional(), en: z.string().optional() });

/** A moment: ISO 8601 with a zone. */
export const moment = z.iso.datetime({ offset: true });

/**
 * A whole number in a path or query, 1 to `max`: plain decimal digits, and nothing else that a program might take for a
 * number (`0x10`, ` 5`, `1e2`).
 */
export function wholeNumber(max: number) {
  const words = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^[1-9]\d{0,9}$/, words)
    .refine((text) => Number(text) <= max, words)
    .transform(Number)
    .meta({ type: 'integer', minimum: 1, maximum: max, pattern: undefined });
}

/** How many rows of a list. */
export const limit = wholeNumber(200).default(50);

/** Lists are paged by keyset: `cursor` is what the last page gave as `next`. */
export const page = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit,
});
export type Page = z.infer<typeof page>;

/** A page of a list; `next` is absent on the last one. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.strictObject({ items: z.array(row), next: z.string().optional() });
