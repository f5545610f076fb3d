import { z } from 'zod';
import { id, moment } from './common.ts';
import { email, language } from './email.ts';
import { role } from './member.ts';
import { organizationCard } from './organization.ts';
import { givenPassword } from './password.ts';

export const signIn = z.strictObject({ email, password: givenPassword });
export type SignInInput = z.infer<typeof signIn>;

export const seatChoice = z.strictObject({ memberId: id });
export type SeatChoice = z.infer<typeof seatChoice>;

const seat = z.strictObject({
  memberId: id,
  organization: organizationCard,
  roles: z.array(role),
  title: z.string(),
  inUse: z.boolean(),
});

/** Who is signed in, for which company, and what they may do there: the web asks this and decides nothing itself. */
export const sessionView = z.strictObject({
  id,
  person: z.strictObject({ id, name: z.string(), email: z.string(), language }),
  operator: z.boolean(),
  seats: z.array(seat),
  organization: organizationCard.optional(),
  roles: z.array(role),
  can: z.record(z.string(), z.boolean()),
});

/** One of my signed-in browsers. */
export const sessionRow = z.strictObject({
  id,
  current: z.boolean(),
  organizationId: id.optional(),
  createdAt: moment,
  lastSeenAt: moment,
  expiresAt: moment,
});

export const sessionsEnded = z.strictObject({ ended: z.number().int() });
