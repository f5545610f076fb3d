import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Algorithm, type EcJwk, type PublicJwk, readPublicJwk, thumbprint } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { SealContext, Vault } from '#platform/vault';

/** A key pair just made: the public half to publish, the private half as it is stored. */
export interface SealedKeyPair<Jwk extends PublicJwk = PublicJwk> {
  readonly kid: string;
  readonly publicJwk: Jwk;
  readonly sealed: Buffer;
}

/** RFC 7638 thumbprint of a public key, our `kid`. */
export const kidOf = (jwk: PublicJwk): string => thumbprint(jwk, nodeCrypto.sha256);

/**
 * Makes a key pair whose private half never leaves this function in the clear.
 * @param about where it will be stored, from its `kid`
 */
export function newSealedKeyPair(
  algorithm: 'ES256',
  vault: Vault,
  about: (kid: string) => SealContext,
): SealedKeyPair<EcJwk>;
export function newSealedKeyPair(
  algorithm: Algorithm,
  vault: Vault,
  about: (kid: string) => SealContext,
): SealedKeyPair;
export function newSealedKeyPair(
  algorithm: Algorithm,
  vault: Vault,
  about: (kid: string) => SealContext,
): SealedKeyPair {
  const pair =
    algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const { kty, crv, x, y } = pair.publicKey.export({ format: 'jwk' });
  const publicJwk = readPublicJwk({ kty, crv, x, ...(y === undefined ? {} : { y }) } as Record<string, string>);
  const kid = kidOf(publicJwk);
  const plain = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  try {
    return { kid, publicJwk, sealed: vault.seal(plain, about(kid)) };
  } finally {
    plain.fill(0);
  }
}

/** Opens a stored private key for one use. @throws VaultError when it was not sealed for this place */
export function usePrivateKey<T>(vault: Vault, sealed: Buffer, about: SealContext, use: (key: KeyObject) => T): T {
  const plain = vault.open(sealed, about);
  try {
    return use(createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }));
  } finally {
    plain.fill(0);
  }
}

/** Whether the coordinates name a point of the curve: any 64 bytes look like a key until somebody tries to use it. */
export function isOnCurve(jwk: PublicJwk): boolean {
  try {
    createPublicKey({ format: 'jwk', key: { ...jwk } });
    return true;
  } catch {
    return false;
  }
}
