import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultError } from './vault-error.ts';

/**
 * The bytes of a sealed value:
 *
 *     version (1 byte, 0x01) | key id (8) | IV (12) | ciphertext | tag (16)
 *
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit IV. Version and key id are part of the additional data, so they
 * cannot be rewritten to make an opener try something else.
 */
const VERSION = 1;
const KEY_ID_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/** How many bytes sealing adds to a value. */
export const SEAL_OVERHEAD = HEADER_BYTES + IV_BYTES + TAG_BYTES;

/** Seals `plain` under a 32-byte key with the given 8-byte id (hex), bound to `aad`. */
export function sealBytes(key: Uint8Array, keyId: string, plain: Uint8Array, aad: Uint8Array): Buffer {
  const header = Buffer.concat([Buffer.from([VERSION]), Buffer.from(keyId, 'hex')]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, aad]));
  return Buffer.concat([header, iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link sealBytes} made. Throws {@link VaultError}, always the same, when anything differs. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < SEAL_OVERHEAD) throw new VaultError();
  const ivEnd = HEADER_BYTES + IV_BYTES;
  const tagStart = bytes.length - TAG_BYTES;
  const iv = bytes.subarray(HEADER_BYTES, ivEnd);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([bytes.subarray(0, HEADER_BYTES), aad]));
  decipher.setAuthTag(bytes.subarray(tagStart));
  const plain = decipher.update(bytes.subarray(ivEnd, tagStart));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new VaultError();
  }
  return plain;
}

/** The id (hex) of the key a value was sealed under. Throws {@link VaultError} when it is no sealed value of ours. */
export function sealedUnder(sealed: Uint8Array): string {
  if (sealed.length < SEAL_OVERHEAD || sealed[0] !== VERSION) throw new VaultError();
  return Buffer.from(sealed.subarray(1, HEADER_BYTES)).toString('hex');
}
