import { z } from 'zod';
import { id, line, moment } from './common.ts';

export const newServiceAccount = z.strictObject({
  name: line(100),
  scopes: z
    .array(z.string().max(60))
    .min(1)
    .max(100)
    .refine((scopes) => new Set(scopes).size === scopes.length, 'must name each action once'),
});
export type NewServiceAccount = z.infer<typeof newServiceAccount>;

export const serviceAccountView = z.strictObject({
  id,
  name: z.string(),
  scopes: z.array(z.string()),
  createdBy: id,
  createdAt: moment,
  endedAt: moment.optional(),
});

export const newApiKey = z.strictObject({ days: z.number().int().min(1).max(365).default(365) });
export type NewApiKey = z.infer<typeof newApiKey>;

export const apiKeyView = z.strictObject({
  id,
  hint: z.string(),
  createdBy: id,
  createdAt: moment,
  expiresAt: moment,
  endedAt: moment.optional(),
});

/** Shown once: `secret` is not kept, and a replay of the request does not show it again. */
export const apiKeyMade = z.strictObject({ ...apiKeyView.shape, secret: z.string().optional() });

export const keyPath = z.strictObject({ id, keyId: id });
export type KeyPath = z.infer<typeof keyPath>;
