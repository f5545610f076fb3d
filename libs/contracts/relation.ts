import { z } from 'zod';
import { id, moment, page } from './common.ts';
import { organizationCard } from './organization.ts';

export const relationKind = z.enum(['supply', 'contract', 'group', 'insurance', 'community']);
export type RelationKind = z.infer<typeof relationKind>;

/** How much hangs on the partner, and what is asked of it. */
const weight = {
  receivesConfidential: z.boolean(),
  stopsOurWork: z.boolean(),
  reachesOurSystems: z.boolean(),
  requiredStar: z.number().int().min(1).max(5).nullable(),
  sharePercent: z.number().int().min(1).max(100).nullable(),
};

/** `ourSide` is `from` when we order, own or insure; `to` when we supply, are owned or are insured. */
export const newRelation = z
  .strictObject({
    partnerId: id,
    kind: relationKind,
    ourSide: z.enum(['from', 'to']),
    receivesConfidential: weight.receivesConfidential.default(false),
    stopsOurWork: weight.stopsOurWork.default(false),
    reachesOurSystems: weight.reachesOurSystems.default(false),
    requiredStar: weight.requiredStar.default(null),
    sharePercent: weight.sharePercent.default(null),
  })
  .refine((relation) => relation.sharePercent === null || relation.kind === 'group', {
    message: 'only a group relation has a share',
    path: ['sharePercent'],
  });
export type NewRelation = z.infer<typeof newRelation>;

export const relationChange = z
  .strictObject({
    receivesConfidential: weight.receivesConfidential.optional(),
    stopsOurWork: weight.stopsOurWork.optional(),
    reachesOurSystems: weight.reachesOurSystems.optional(),
    requiredStar: weight.requiredStar.optional(),
    sharePercent: weight.sharePercent.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type RelationChange = z.infer<typeof relationChange>;

export const relationView = z.strictObject({
  id,
  partner: organizationCard,
  kind: relationKind,
  ourSide: z.enum(['from', 'to']),
  ...weight,
  since: moment,
  endedAt: moment.optional(),
  can: z.strictObject({ change: z.boolean(), end: z.boolean() }),
});

export const relationsPage = z.strictObject({
  ...page.shape,
  kind: relationKind.optional(),
  ended: z.enum(['true', 'false']).default('false'),
});
export type RelationsPage = z.infer<typeof relationsPage>;
