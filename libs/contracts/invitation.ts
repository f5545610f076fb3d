import { z } from 'zod';
import { id, line, moment } from './common.ts';
import { email, language } from './email.ts';
import { linkToken } from './link.ts';
import { role, seatRoles } from './member.ts';
import { identityAssurance, namesView, newOrganization } from './organization.ts';
import { newPerson } from './person.ts';
import { relationKind } from './relation.ts';

/** To a person: a seat with these roles. To a partner company: to come here and, if so said, stand in this relation. */
export const newInvitation = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('member'),
    email,
    language: language.default('ja'),
    roles: seatRoles,
    title: line(100),
  }),
  z.strictObject({
    kind: z.literal('partner'),
    email,
    language: language.default('ja'),
    relation: z.strictObject({ kind: relationKind, ourSide: z.enum(['from', 'to']) }).optional(),
  }),
]);
export type NewInvitation = z.infer<typeof newInvitation>;

export const invitationView = z.strictObject({
  id,
  kind: z.enum(['member', 'partner']),
  email: z.string(),
  roles: z.array(role).optional(),
  title: z.string().optional(),
  state: z.enum(['open', 'accepted', 'cancelled', 'expired']),
  createdAt: moment,
  expiresAt: moment,
});

/** What the holder of the link is told before accepting. */
export const invitationOffer = z.strictObject({
  kind: z.enum(['member', 'partner']),
  email: z.string(),
  from: z.strictObject({ names: namesView, assurance: identityAssurance }),
  roles: z.array(role).optional(),
  title: z.string().optional(),
  expiresAt: moment,
  /** True when there is an account for this address already: sign in instead of choosing a password. */
  known: z.boolean(),
});

export const acceptance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('member'), token: linkToken, person: newPerson.optional() }),
  z.strictObject({
    kind: z.literal('partner'),
    token: linkToken,
    person: newPerson.optional(),
    organization: newOrganization,
    title: line(100),
  }),
]);
export type Acceptance = z.infer<typeof acceptance>;
