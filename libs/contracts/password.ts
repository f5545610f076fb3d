import { z } from 'zod';

export const shortestPassword = 12;
export const longestPassword = 256;

/** Characters as people count them: code points of the normal form (NFC) in which passwords are kept. */
export const countCharacters = (text: string): number => [...text.normalize('NFC')].length;

/**
 * A password somebody chooses: 12 to 256 characters of any kind, spaces, Japanese and emoji included. No rules of
 * composition. It is compared exactly as sent, after NFC: nothing is trimmed and nothing is cut off.
 */
export const newPassword = z
  .string()
  .max(4 * longestPassword)
  .refine((text) => countCharacters(text) >= shortestPassword, `must have at least ${shortestPassword} characters`)
  .refine((text) => countCharacters(text) <= longestPassword, `must have at most ${longestPassword} characters`);

/** A password somebody claims to have. */
export const givenPassword = z
  .string()
  .min(1)
  .max(4 * longestPassword);

export const passwordChange = z.strictObject({ current: givenPassword, next: newPassword });
export type PasswordChange = z.infer<typeof passwordChange>;
