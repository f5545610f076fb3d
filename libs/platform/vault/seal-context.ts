declare const made: unique symbol;

/** What a ciphertext belongs to, as bytes for the cipher. Only {@link context} makes one. */
export type SealContext = Uint8Array & { readonly [made]: true };

/** The place a sealed value lives in; all four are bound, so that moving it to another place keeps it shut. */
interface SealedPlace {
  /** What the value is for, a fixed word of the calling code: `company-key`, `evidence`, `webhook-secret`. */
  readonly purpose: string;
  /** The company it belongs to, or `exchange` for the exchange's own. */
  readonly organizationId: string;
  /** The row that holds it. */
  readonly id: string;
  /** Grows when the value in that row is replaced, so that an older one cannot be put back. */
  readonly version: number;
}

/**
 * Makes the additional data that a ciphertext is bound to (ASVS 11.3.3).
 *
 * A JSON array of the parts: unlike joined text, two different places can never give the same bytes.
 * Throws `TypeError` on an empty part or a version that is not a whole number from 0: a mistake in our code, not input.
 */
export function context({ purpose, organizationId, id, version }: SealedPlace): SealContext {
  if (!/^[a-z][a-z0-9-]{2,39}$/.test(purpose)) throw new TypeError('A purpose is a fixed lower-case word');
  if (!organizationId || !id) throw new TypeError('A seal context names the organization and the row');
  if (!Number.isSafeInteger(version) || version < 0) throw new TypeError('A seal context version counts from 0');
  const parts = JSON.stringify(['warifu-vault-1', purpose, organizationId, id, version]);
  return Buffer.from(parts, 'utf8') as Uint8Array as SealContext;
}
