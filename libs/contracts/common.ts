import { z } from 'zod';
import { rowId } from './fact.ts';

export { rowId as id } from './fact.ts';
export { lineOf as line, paragraphsOf as lines } from './text.ts';

export const idPath = z.strictObject({ id: rowId });
export type IdPath = z.infer<typeof idPath>;

/** A moment: ISO 8601 with a zone. */
export const moment = z.iso.datetime({ offset: true });

/** How many rows of a list, 1 to 200: plain decimal digits and nothing else that a program might take for a number. */
export const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 200')
  .refine((text) => Number(text) <= 200, 'must be a whole number from 1 to 200')
  .transform(Number)
  .default(50)
  .meta({ type: 'integer', minimum: 1, maximum: 200, pattern: undefined });

/** Lists are paged by keyset: `cursor` is what the last page gave as `next`. */
export const page = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit,
});
export type Page = z.infer<typeof page>;

/** A page of a list; `next` is absent on the last one. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.strictObject({ items: z.array(row), next: z.string().optional() });
