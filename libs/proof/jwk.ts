import { isJsonObject, type JsonValue } from '#contracts/strict-json';
import { isBase64urlOf } from './base64url.ts';
import type { Algorithm, PublicJwk } from './crypto-port.ts';
import { canonicalJson } from './jcs.ts';
import { ProofError } from './proof-error.ts';

/**
 * The public half of a JWK (RFC 7517) we can check signatures with: P-256 or Ed25519, coordinates of exactly 32 bytes.
 * `alg`, `use` and `key_ops`, where present, must allow it. A private member is left out, never used. Throws `key-unknown`.
 */
export function readPublicJwk(value: JsonValue | undefined): PublicJwk {
  if (!isJsonObject(value)) throw new ProofError('key-unknown', 'not a JWK');
  const key = publicMembers(value);
  if (!key) throw new ProofError('key-unknown', 'neither a P-256 nor an Ed25519 key');
  const { alg, use, key_ops: operations } = value;
  const names: readonly JsonValue[] = key.kty === 'EC' ? ['ES256'] : ['Ed25519', 'EdDSA'];
  if (alg !== undefined && !names.includes(alg))
    throw new ProofError('key-unknown', 'key registered for another algorithm');
  if (use !== undefined && use !== 'sig') throw new ProofError('key-unknown', 'key registered for another use');
  if (
    operations !== undefined &&
    !(Array.isArray(operations) && operations.some((each) => each === 'verify' || each === 'sign'))
  )
    throw new ProofError('key-unknown', 'key not registered for signatures');
  return key;
}

function publicMembers({ kty, crv, x, y }: { [name: string]: JsonValue }): PublicJwk | undefined {
  if (kty === 'EC' && crv === 'P-256' && isBase64urlOf(x, 32) && isBase64urlOf(y, 32)) return { kty, crv, x, y };
  if (kty === 'OKP' && crv === 'Ed25519' && isBase64urlOf(x, 32)) return { kty, crv, x };
  return undefined;
}

/** The one algorithm a key signs with. */
export function algorithmOf(key: PublicJwk): Algorithm {
  return key.kty === 'EC' ? 'ES256' : 'Ed25519';
}

/** RFC 7638 thumbprint, our `kid`. Waits if the hash function makes it wait. */
export function thumbprint<T extends string | Promise<string>>(key: PublicJwk, sha256: (text: string) => T): T {
  return sha256(canonicalJson({ ...key }));
}
