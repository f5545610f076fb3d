import { z } from 'zod';

const digits = z.string().regex(/^\d{1,19}$/);

/** Where the chain stands: enough to notice later that anything before it was changed, or that its end was cut off. */
export const ledgerHead = z.strictObject({
  /** Number of the newest seal. */
  number: digits,
  /** SHA-256, hexadecimal. */
  head: z.string().regex(/^[0-9a-f]{64}$/),
  lastTx: digits,
  lastId: digits,
  /** How many entries are sealed. */
  total: digits,
  /** ISO 8601, UTC, microseconds. */
  sealedAt: z.string(),
});
export type LedgerHead = Readonly<z.infer<typeof ledgerHead>>;

/** Signs a head with the exchange's ledger key. @returns a JWS in compact form (RFC 7515) */
export type SignHead = (head: LedgerHead) => Promise<string>;

/** What is kept outside the database: the head to be read, and the same signed. */
export const keptHead = z.strictObject({ head: ledgerHead, jws: z.string() });
export type KeptHead = Readonly<z.infer<typeof keptHead>>;
