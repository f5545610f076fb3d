import { z } from 'zod';
import { answer, companyItem, localTextOf } from './answer.ts';
import { id, line, lines, localWords, moment, words } from './common.ts';

/** A catalogue item (K1-01) or one of the company's own (C-7H2K9Q). */
export const itemId = z.string().regex(/^([KX]\d-\d\d|C-[A-Z0-9]{1,12})$/, 'must be an item id such as K1-01');
export const itemPath = z.strictObject({ itemId });
export type ItemPath = z.infer<typeof itemPath>;

/** Who did something, as their colleagues see them; a service account has no title. */
export const doer = z.strictObject({ id, name: z.string(), title: z.string().nullable() });

export const profileState = z.enum(['draft', 'submitted', 'sent-back', 'approved']);
export type ProfileState = z.infer<typeof profileState>;

/** Something to put right or to look at; `item` and `field` say where, empty when it is the whole profile. */
export const finding = z.strictObject({ rule: z.string(), item: z.string(), field: z.string(), words });
export const contradiction = finding.extend({ severity: z.enum(['contradiction', 'warning', 'notice']) });

export const profileView = z.strictObject({
  catalogue: z.strictObject({ id: z.string(), edition: z.string() }),
  state: profileState,
  revision: z.int(),
  lastEditedBy: doer.nullable(),
  submitted: z.strictObject({ by: doer, at: moment }).nullable(),
  approved: z.strictObject({ by: doer, at: moment, self: z.boolean() }).nullable(),
  sentBackReason: z.string().nullable(),
  sections: z.array(
    z.strictObject({
      id: z.string(),
      core: z.boolean(),
      title: words,
      items: z.int(),
      answered: z.int(),
      stale: z.int(),
    }),
  ),
  /** What stops it from being submitted; empty when nothing does. */
  completeness: z.array(finding),
  contradictions: z.array(contradiction),
  stale: z.array(itemId),
  /** The edition in force, and whether the draft has changed since. */
  published: z.strictObject({ number: z.int(), at: moment, changedSince: z.boolean() }).nullable(),
  can: z.strictObject({
    edit: z.boolean(),
    submit: z.boolean(),
    sendBack: z.boolean(),
    approve: z.boolean(),
    publish: z.boolean(),
  }),
});
export type ProfileView = z.infer<typeof profileView>;

export const itemView = z.strictObject({
  itemId,
  section: z.string().nullable(),
  title: localWords,
  /** Null: nobody has answered. */
  answer: answer.nullable(),
  version: z.int(),
  editedBy: doer.nullable(),
  editedAt: moment.nullable(),
  stale: z.boolean(),
});
export type ItemView = z.infer<typeof itemView>;
export const itemList = z.strictObject({ items: z.array(itemView), can: z.strictObject({ edit: z.boolean() }) });

export const sendBack = z.strictObject({ reason: lines(1000) });
export type SendBack = z.infer<typeof sendBack>;

/** The revision that was looked at: only that one is approved. */
export const approval = z.strictObject({ revision: z.int().min(1) });
export type Approval = z.infer<typeof approval>;

export const newCompanyItem = z.strictObject({
  title: z
    .strictObject({ ja: line(200).optional(), en: line(200).optional() })
    .refine((text) => text.ja !== undefined || text.en !== undefined, 'a title is needed'),
  question: localTextOf(500).optional(),
});
export type NewCompanyItem = z.infer<typeof newCompanyItem>;
export const companyItemView = companyItem.extend({ can: z.strictObject({ edit: z.boolean() }) });
export const companyItemList = z.strictObject({ items: z.array(companyItemView) });
