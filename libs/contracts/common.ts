import { z } from 'zod';

/** Ids on the wire: UUIDs, written in lower case so that one thing has one spelling. */
export const id = z.uuid().lowercase();
export const idPath = z.strictObject({ id });
export type IdPath = z.infer<typeof idPath>;

/** A moment: ISO 8601 with a zone. */
export const moment = z.iso.datetime({ offset: true });

// Control characters (tab and line feed apart), and surrogates that stand alone, have no business in a name.
// oxlint-disable-next-line no-control-regex
const clean = (text: string) => !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) && text.isWellFormed();

/** One line of text, trimmed of nothing: what is sent is what is kept. `most` counts UTF-16 units. */
export const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => clean(text) && !/[\t\n]/.test(text), 'must be one line without control characters')
    .refine((text) => text.trim() !== '', 'must not be blank');

/** Several lines of text. */
export const lines = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(clean, 'must not contain control characters')
    .refine((text) => text.trim() !== '', 'must not be blank');

/** Lists are paged by keyset: `cursor` is what the last page gave as `next`. */
export const page = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type Page = z.infer<typeof page>;

/** A page of a list; `next` is absent on the last one. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.strictObject({ items: z.array(row), next: z.string().optional() });
