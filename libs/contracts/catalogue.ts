import { z } from 'zod';
import { id, line, moment } from './common.ts';

export const cataloguePath = z.strictObject({
  catalogueId: z.string().max(40),
  edition: z.string().max(20),
});
export type CataloguePath = z.infer<typeof cataloguePath>;

export const catalogueSummary = z.strictObject({
  id: z.string(),
  edition: z.string(),
  status: z.enum(['published', 'withdrawn']),
  /** SHA-256 of the content, base64url: what signed editions quote. */
  digest: z.string(),
  items: z.int(),
});
export const catalogueList = z.strictObject({ items: z.array(catalogueSummary) });

/** Our own catalogue, whole. It is data we ship and nobody's secret, so its inside is not spelled out a second time. */
export const catalogueView = z.looseObject({ id: z.string(), edition: z.string(), digest: z.string() });

const text = z
  .string()
  .min(1)
  .max(3 * 1024 * 1024);

/** The text of a file somebody brings. `statusList` is a CSV with `id` and `status`: which controls are in force. */
export const newImport = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('oscal-json'), content: text, statusList: text.optional() }),
  z.strictObject({ format: z.literal('oscal-xml'), content: text, statusList: text.optional() }),
  // One file per family, and none says which edition it is of.
  z.strictObject({
    format: z.literal('osps-yaml'),
    content: z.union([text, z.array(text).min(1).max(40)]),
    edition: line(40),
  }),
]);
export type NewImport = z.infer<typeof newImport>;

export const importedSummary = z.strictObject({
  id,
  title: z.string(),
  edition: z.string(),
  digest: z.string(),
  controls: z.int(),
  inForce: z.int(),
  problems: z.int(),
  importedAt: moment,
});
export const importedList = z.strictObject({ items: z.array(importedSummary) });

const control = z.strictObject({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  parent: z.string().optional(),
  group: z.string().optional(),
  withdrawn: z.union([z.literal(false), z.strictObject({ by: z.enum(['status', 'empty-category', 'list']) })]),
  replacedBy: z.array(z.string()).optional(),
});
export const importedView = importedSummary.extend({
  publisher: z.string().nullable(),
  content: z.array(control),
  findings: z.array(
    z.strictObject({ code: z.enum(['duplicate-id', 'no-text', 'unknown-in-list', 'list-disagrees']), id: z.string() }),
  ),
});
