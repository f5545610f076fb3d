import { z } from 'zod';

/**
 * The names of background work and the ids each carries. Content and secrets never travel: the queue is clear text,
 * and a handler looks at the state as it is when it runs.
 */
export const jobPayloads = {
  'mail.send': z.strictObject({ mailId: z.uuid() }),
  'grants.end-with-relation': z.strictObject({ relationId: z.uuid() }),
  'requests.announce': z.strictObject({ requestId: z.uuid() }),
  'evidence.collect': z.strictObject({ evidenceId: z.uuid() }),
  'editions.cut': z.strictObject({ organizationId: z.uuid(), editionId: z.uuid() }),
} as const;

export type JobName = keyof typeof jobPayloads;
export type Jobs = { readonly [Name in JobName]: Readonly<z.infer<(typeof jobPayloads)[Name]>> };
export type JobHandlers = { readonly [Name in JobName]: (payload: Jobs[Name]) => Promise<void> };
