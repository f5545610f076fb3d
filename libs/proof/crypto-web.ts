import { encodeBase64url } from './base64url.ts';
import type { CryptoPort, PublicJwk } from './crypto-port.ts';

type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const utf8 = new TextEncoder();
const keys = new WeakMap<PublicJwk, Promise<ImportedKey>>();

/** The crypto port on WebCrypto, for browsers and any other runtime that has `crypto.subtle`. */
export const webCrypto: CryptoPort = {
  async sha256(data) {
    return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(data))));
  },

  async verify(jwk, signed, signature) {
    if (signature.length !== 64) return false;
    try {
      const key = await imported(jwk);
      const algorithm = jwk.kty === 'EC' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'Ed25519' };
      return await crypto.subtle.verify(algorithm, key, Uint8Array.from(signature), bytesOf(signed));
    } catch {
      return false;
    }
  },

  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
};

function imported(jwk: PublicJwk): Promise<ImportedKey> {
  const known = keys.get(jwk);
  if (known) return known;
  const algorithm = jwk.kty === 'EC' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'Ed25519' };
  const key = crypto.subtle.importKey('jwk', { ...jwk }, algorithm, false, ['verify']);
  keys.set(jwk, key);
  return key;
}

/** A copy for bytes, because WebCrypto will not take a view on shared memory. */
function bytesOf(data: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof data === 'string' ? utf8.encode(data) : Uint8Array.from(data);
}
