import { createHash, randomBytes } from 'node:crypto';
import type { SealContext } from './seal-context.ts';
import { openBytes, sealBytes, sealedUnder } from './sealed-bytes.ts';
import { VaultError } from './vault-error.ts';

export const KEY_BYTES = 32;

/** NIST SP 800-38D §8.3: at most 2^32 seals with random IVs under one key. */
const MAX_SEALS_PER_KEY = 2 ** 32;

/** A fresh 256-bit key. Zero it (`fill(0)`) when done; keep it only sealed. */
export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** The name of a key inside ciphertexts: the first 8 bytes of its SHA-256, in hex. Says nothing about a random key. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/**
 * A set of keys of one layer: the first seals, all of them open. Three layers use the same class:
 *
 *     master keys (environment or file)  →  a company's keys  →  a data key per file or secret
 *
 * The exchange's vault is built from the master keys; `vault.within(...)` opens a company's sealed keys into that
 * company's vault; and that vault wraps data keys. Where the sealed keys are stored is not its business.
 */
export class Vault {
  readonly #keys = new Map<string, Buffer>();
  readonly #sealing: string;
  #seals = 0;

  /** Takes 32-byte keys, the current one first, then earlier ones that may still be needed to open. Copies them. */
  constructor(keys: readonly Uint8Array[]) {
    for (const key of keys) {
      if (key.length !== KEY_BYTES) throw new TypeError(`A vault key has ${KEY_BYTES} bytes`);
      this.#keys.set(keyId(key), Buffer.from(key));
    }
    const [first] = this.#keys.keys();
    if (!first) throw new TypeError('A vault needs at least one key');
    this.#sealing = first;
  }

  /** The id of the key that seals. */
  get currentKeyId(): string {
    return this.#sealing;
  }

  /** Seals `plain` under the current key, bound to the place `about` names. */
  seal(plain: Uint8Array, about: SealContext): Buffer {
    if (++this.#seals > MAX_SEALS_PER_KEY) throw new Error('This vault key is used up: rotate it');
    return sealBytes(this.#key(this.#sealing), this.#sealing, plain, about);
  }

  /** Opens a sealed value in the place it was sealed for; anything else is a {@link VaultError}. */
  open(sealed: Uint8Array, about: SealContext): Buffer {
    return openBytes(this.#key(sealedUnder(sealed)), sealed, about);
  }

  /** A new key, returned only wrapped: what to store for a new company (under the master) or file (under a company). */
  newWrappedKey(about: SealContext): Buffer {
    const key = newKey();
    try {
      return this.seal(key, about);
    } finally {
      key.fill(0);
    }
  }

  /** Opens a wrapped key for the time `use` runs (awaited), then zeroes it. A value that is no key is a VaultError. */
  async withKey<T>(wrapped: Uint8Array, about: SealContext, use: (key: Buffer) => T | Promise<T>): Promise<T> {
    const key = this.#unwrap(wrapped, about);
    try {
      return await use(key);
    } finally {
      key.fill(0);
    }
  }

  /** The vault one layer down, from its wrapped keys (current first). Call `close()` on it when the work is done. */
  within(wrapped: readonly { readonly sealed: Uint8Array; readonly about: SealContext }[]): Vault {
    const keys = wrapped.map(({ sealed, about }) => this.#unwrap(sealed, about));
    try {
      return new Vault(keys);
    } finally {
      for (const key of keys) key.fill(0);
    }
  }

  /** Whether a value is sealed under the current key; false asks for {@link rewrap}. */
  isCurrent(sealed: Uint8Array): boolean {
    return sealedUnder(sealed) === this.#sealing;
  }

  /** For rotation: the same value sealed under the current key. Running it twice is harmless. */
  rewrap(sealed: Uint8Array, about: SealContext): Buffer {
    const plain = this.open(sealed, about);
    try {
      return this.seal(plain, about);
    } finally {
      plain.fill(0);
    }
  }

  /** Zeroes the keys; the vault opens and seals nothing afterwards. */
  close(): void {
    for (const key of this.#keys.values()) key.fill(0);
    this.#keys.clear();
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (!key) throw new VaultError();
    return key;
  }

  #unwrap(wrapped: Uint8Array, about: SealContext): Buffer {
    const key = this.open(wrapped, about);
    if (key.length === KEY_BYTES) return key;
    key.fill(0);
    throw new VaultError();
  }
}
