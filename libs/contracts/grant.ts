import { z } from 'zod';
import { disclosureLevel, isoDate } from '#contracts/answer';
import { id, line, lines, localWords, moment, page, pageOf } from '#contracts/common';
import { party } from '#contracts/organization';
import { itemId } from '#contracts/profile';
import { localTextOf } from '#contracts/text';

/** Item id → level. Explicit items, never "all"; an empty list would grant nothing and is refused. */
const grantedItems = z
  .record(itemId, disclosureLevel)
  .refine((items) => Object.keys(items).length > 0, 'name at least one item')
  .refine((items) => Object.keys(items).length <= 300, 'at most 300 items');

export const sharingLabel = z.enum(['TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR']);
export type SharingLabel = z.infer<typeof sharingLabel>;

/** `download` lets files that cannot be stamped be taken away as they are. */
export const delivery = z.enum(['view', 'download']);
export type Delivery = z.infer<typeof delivery>;

/** What the grantor decides beside who and what. Dates are calendar days of the grantor; `until` is included. */
const conditions = {
  from: isoDate.optional(),
  until: isoDate.nullable(),
  label: sharingLabel.default('TLP:AMBER'),
  onward: lines(1000).nullable().default(null),
  delivery: delivery.default('view'),
  originals: z.boolean().default(false),
  termsRequired: z.boolean().default(true),
  pinnedEdition: z.number().int().min(1).nullable().default(null),
  relationId: id.nullable().default(null),
  /** Members of the grantee; when given, nobody else there may read. */
  readers: z.array(id).min(1).max(50).optional(),
  /** API keys read under a grant to named readers only when listed here. */
  serviceAccounts: z.array(id).min(1).max(20).optional(),
};

export const newGrant = z.strictObject({
  /** A company's id, or `public`. */
  grantee: z.union([id, z.literal('public')]),
  purpose: line(200),
  items: grantedItems,
  ...conditions,
});
export type NewGrant = z.infer<typeof newGrant>;

const grantState = z.enum(['granted', 'not-started', 'ended', 'revoked']);

/** A grant as its two sides see it. */
export const grantView = z.strictObject({
  id,
  grantor: party,
  grantee: party.nullable(),
  public: z.boolean(),
  purpose: z.string(),
  items: z.record(z.string(), disclosureLevel),
  state: grantState,
  startsAt: moment,
  endsAt: moment.nullable(),
  endedAt: moment.nullable(),
  ending: z.enum(['expired', 'revoked', 'relation-ended', 'nobody-left', 'organization-closed']).nullable(),
  reason: z.string().nullable(),
  label: sharingLabel,
  onward: z.string().nullable(),
  delivery,
  originals: z.boolean(),
  termsRequired: z.boolean(),
  pinnedEdition: z.number().int().nullable(),
  readers: z.array(id),
  createdAt: moment,
  can: z.record(z.string(), z.boolean()),
});
export const grantPage = pageOf(grantView);

export const revocation = z.strictObject({ reason: lines(1000).optional() });

export const grantList = z.strictObject({
  ...page.shape,
  side: z.enum(['given', 'received']).default('given'),
  state: grantState.optional(),
  partner: id.optional(),
});
export type GrantList = z.infer<typeof grantList>;

/** Ask another company for access; the reason is shown to them and is not optional. */
export const newRequest = z.strictObject({
  holder: id,
  reason: lines(2000),
  purpose: line(200),
  items: grantedItems,
  due: isoDate.optional(),
  contact: line(200),
});
export type NewRequest = z.infer<typeof newRequest>;

/** Approve all, approve a part (a reason is then needed), or decline with a reason. */
export const decision = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('approve'), reason: lines(2000).optional(), ...conditions }),
  z.strictObject({ outcome: z.literal('approve-in-part'), items: grantedItems, reason: lines(2000), ...conditions }),
  z.strictObject({ outcome: z.literal('decline'), reason: lines(2000) }),
]);
export type Decision = z.infer<typeof decision>;

export const requestState = z.enum(['pending', 'approved', 'approved-in-part', 'declined', 'withdrawn']);
export type RequestState = z.infer<typeof requestState>;

export const requestView = z.strictObject({
  id,
  requester: party,
  holder: party,
  askedBy: z.strictObject({ memberId: id, name: z.string(), title: z.string() }),
  reason: z.string(),
  purpose: z.string(),
  items: z.record(z.string(), disclosureLevel),
  due: z.string().nullable(),
  contact: z.string(),
  state: requestState,
  askedAt: moment,
  decidedAt: moment.nullable(),
  decisionReason: z.string().nullable(),
  grantId: id.nullable(),
  can: z.record(z.string(), z.boolean()),
});
export const requestPage = pageOf(requestView);

export const requestList = z.strictObject({
  ...page.shape,
  side: z.enum(['sent', 'received']).default('received'),
  state: requestState.optional(),
});
export type RequestList = z.infer<typeof requestList>;

export const newTerms = z.strictObject({ text: localTextOf(20_000) });
export const termsView = z.strictObject({
  id,
  version: z.number().int(),
  text: localWords,
  hash: z.string(),
  writtenAt: moment,
});
export const acceptance = z.strictObject({ termsId: id });
