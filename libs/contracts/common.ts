import { z } from 'zod';
import { rowId } from './fact.ts';

export { rowId as id } from './fact.ts';
export { lineOf as line, paragraphsOf as lines } from './text.ts';

export const idPath = z.strictObject({ id: rowId });
export type IdPath = z.infer<typeof idPath>;

/** A moment: ISO 8601 with a zone. */
export const moment = z.iso.datetime({ offset: true });

/** Lists are paged by keyset: `cursor` is what the last page gave as `next`. */
export const page = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type Page = z.infer<typeof page>;

/** A page of a list; `next` is absent on the last one. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.strictObject({ items: z.array(row), next: z.string().optional() });
