import { z } from 'zod';

/** The secret of a mailed link. Of no particular form here: one that cannot be ours is refused like one that is over. */
export const linkToken = z.string().min(1).max(200);
export const linkPresented = z.strictObject({ token: linkToken });
export type LinkPresented = z.infer<typeof linkPresented>;
