import { z } from 'zod';
import { isoDate } from '#contracts/answer';
import { id, localWords, moment, page, pageOf, wholeNumber } from '#contracts/common';
import { party } from '#contracts/organization';
import { itemId } from '#contracts/profile';

/** One thing this company may read right now. Numbers and dates only; the content is behind its own route. */
export const readable = z.strictObject({
  grantId: id,
  discloser: party,
  purpose: z.string(),
  label: z.string(),
  delivery: z.string(),
  originals: z.boolean(),
  onward: z.string().nullable(),
  endsAt: moment.nullable(),
  /** Null while nothing has been published. */
  edition: z
    .strictObject({
      number: z.number().int(),
      publishedAt: moment,
      expiresAt: moment,
      withdrawnAt: moment.nullable(),
      pinned: z.boolean(),
    })
    .nullable(),
  lastRead: z.strictObject({ at: moment, edition: z.number().int() }).nullable(),
  /** True when there is an edition this company has not read under this grant. */
  changed: z.boolean(),
  termsDue: z.boolean(),
});
export const readablePage = pageOf(readable);

export const readableList = page;
export type ReadableList = z.infer<typeof readableList>;

export const readingKind = z.enum(['view', 'bundle', 'evidence', 'public']);

/** One read, as both sides see it. */
export const accessRecord = z.strictObject({
  id: z.string(),
  at: moment,
  kind: readingKind,
  discloser: z.strictObject({ id, names: z.record(z.string(), z.string()) }),
  reader: z
    .strictObject({
      organization: party,
      person: z.strictObject({ name: z.string(), title: z.string() }).nullable(),
      serviceAccount: z.string().nullable(),
    })
    .nullable(),
  grantId: id,
  edition: z.number().int().nullable(),
  evidence: z.string().nullable(),
  requestId: z.string().nullable(),
});
export const accessRecordPage = pageOf(accessRecord);

export const accessRecordList = z.strictObject({
  ...page.shape,
  side: z.enum(['given', 'received']).default('given'),
  partner: id.optional(),
  grant: id.optional(),
  kind: readingKind.optional(),
  from: isoDate.optional(),
  until: isoDate.optional(),
});
export type AccessRecordList = z.infer<typeof accessRecordList>;

const levelView = z.union([
  z.strictObject({ is: z.literal('stated'), value: z.record(z.string(), z.unknown()) }),
  z.strictObject({ is: z.enum(['notStated', 'notDisclosed', 'withheld']) }),
]);
/** An item as an edition has it: what each level says, or why it says nothing. */
export const shownItem = z.strictObject({
  id: itemId,
  title: localWords.optional(),
  level: z.number().int().min(0).max(4),
  levels: z.strictObject({ public: levelView, summary: levelView, detail: levelView, evidence: levelView }),
});

/** What a reader is shown. The signed part goes out as the bytes it was cut to; this says what is in them. */
export const disclosureView = z.strictObject({
  /** Absent ids never occur: a public disclosure is a grant, too. */
  grant: z.strictObject({
    id,
    purpose: z.string(),
    label: z.string(),
    onward: z.string().nullable(),
    delivery: z.string(),
    originals: z.boolean(),
    endsAt: moment.nullable(),
  }),
  discloser: z.strictObject({ id, names: localWords, assurance: z.string() }),
  edition: z.union([
    z.strictObject({ number: z.number().int(), state: z.literal('withdrawn'), withdrawnAt: moment }),
    z.strictObject({
      number: z.number().int(),
      state: z.enum(['published', 'superseded', 'expired']),
      latest: z.number().int(),
      publishedAt: moment,
      expiresAt: moment,
    }),
  ]),
  /** Null when the edition was withdrawn. */
  disclosure: z
    .strictObject({
      issuer: z.string(),
      id: z.string(),
      edition: z.number().int(),
      previous: z.string().optional(),
      catalogue: z.strictObject({ id: z.string(), edition: z.string(), digest: z.string() }),
      issuedAt: moment,
      validFrom: moment,
      expiresAt: moment,
      approval: z.strictObject({ title: localWords, at: moment, self: z.boolean(), name: localWords.optional() }),
      items: z.array(shownItem),
      companyItems: z.array(shownItem),
    })
    .nullable(),
});

/** The reader's own nonce, at least 128 bits of it, so that nobody can hand them an old bundle. */
export const bundleAsk = z.strictObject({
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,128}$/, 'must be 22 to 128 characters of base64url'),
});
export type BundleAsk = z.infer<typeof bundleAsk>;

export const changesAsk = z.strictObject({ since: wholeNumber(100_000) });
export type ChangesAsk = z.infer<typeof changesAsk>;

/** One field that differs between two editions. */
export const change = z.strictObject({
  item: itemId,
  level: z.enum(['l1', 'l2', 'l3', 'l4']),
  field: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

/** Field by field and level by level, within what the grant shows. */
export const changesView = z.strictObject({
  since: z.number().int(),
  edition: z.number().int(),
  changes: z.array(change),
});
