import { z } from 'zod';
import { id, line, moment } from './common.ts';

/** The roles a member can have; an underwriter is a requester in an insurer's organization. */
export const role = z.enum(['owner', 'administrator', 'editor', 'approver', 'requester', 'viewer']);
export type Role = z.infer<typeof role>;

/** One role or more, each named once. */
export const seatRoles = z
  .array(role)
  .min(1)
  .max(6)
  .refine((given) => new Set(given).size === given.length, 'must name each role once');

export const memberView = z.strictObject({
  id,
  personId: id,
  name: z.string(),
  email: z.string(),
  roles: z.array(role),
  title: z.string(),
  joinedAt: moment,
});

export const memberChange = z
  .strictObject({ roles: seatRoles.optional(), title: line(100).optional() })
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type MemberChange = z.infer<typeof memberChange>;

/** Who takes over what the person leaving was working on; without it, whoever records the departure. */
export const departure = z.strictObject({ handOverTo: id.optional() });
export type Departure = z.infer<typeof departure>;
