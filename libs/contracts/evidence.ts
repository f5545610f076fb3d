import { z } from 'zod';
import { isoDate } from '#contracts/answer';
import { id, line, localWords, moment, page, pageOf } from '#contracts/common';

/** What is said of a file when it is sent: form fields `title.ja`, `title.en`, `kind`, `issued`, `expires`, and `file`. */
export const newEvidence = z
  .strictObject({
    title: z
      .strictObject({ ja: line(200).optional(), en: line(200).optional() })
      .refine(({ ja, en }) => ja !== undefined || en !== undefined, 'a title in at least one language is needed'),
    /** One of the catalogue's evidence kinds: policy, record, certificate, … */
    kind: z.string().regex(/^[a-z][a-z-]{0,39}$/, 'must be an evidence kind of the catalogue'),
    issued: isoDate.optional(),
    /** The last day on which the document is good. */
    expires: isoDate.optional(),
  })
  .refine(({ issued, expires }) => !issued || !expires || issued <= expires, {
    path: ['expires'],
    message: 'must not be before the day of issue',
  });
export type NewEvidence = z.infer<typeof newEvidence>;

/** How a PDF is handled, by name: only a plain one can be stamped for a reader. */
export const pdfState = z.enum(['plain', 'encrypted', 'signed', 'broken']);
export type PdfState = z.infer<typeof pdfState>;

export const scanState = z.enum(['not-scanned', 'clean', 'infected', 'unscannable']);
export type ScanState = z.infer<typeof scanState>;

/** A file as its owner sees it. */
export const evidenceView = z.strictObject({
  id,
  title: localWords,
  kind: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  /** In bytes. */
  length: z.number().int(),
  /** SHA-256 of the original, base64url without padding, as it stands in a signed edition. */
  sha256: z.string(),
  /** Null for other kinds of files. */
  pdf: pdfState.nullable(),
  scan: scanState,
  issued: z.string().nullable(),
  expires: z.string().nullable(),
  uploadedAt: moment,
  /** A published edition names it: it is kept even when it is removed. */
  published: z.boolean(),
  removedAt: moment.nullable(),
  can: z.strictObject({ remove: z.boolean() }),
});
export const evidencePage = pageOf(evidenceView);

export const evidenceList = page.extend({
  kind: z.string().max(40).optional(),
  /** Also those that were removed but are kept, because a published edition names them. */
  removed: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});
export type EvidenceList = z.infer<typeof evidenceList>;

/** A file of the edition that a grant shows. */
export const grantedEvidencePath = z.strictObject({ id, evidenceId: id });
export type GrantedEvidencePath = z.infer<typeof grantedEvidencePath>;
