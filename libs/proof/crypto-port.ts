/** Signature algorithms we make. `EdDSA`, the older name of Ed25519 (RFC 9864), is only understood in others' tokens. */
export type Algorithm = 'ES256' | 'Ed25519';

export interface EcJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}
export interface OkpJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}
/** A public key with exactly the members that RFC 7638 hashes; `readPublicJwk` makes it. */
export type PublicJwk = EcJwk | OkpJwk;

/** SHA-256 of bytes, or of a text's UTF-8 bytes, as unpadded base64url. */
export type Sha256 = (data: string | Uint8Array) => string;

/** What checking needs. Two implementations: `nodeCrypto` and `webCrypto`; they answer alike on every case in the tests. */
export interface CryptoPort {
  sha256(data: string | Uint8Array): string | Promise<string>;
  /** Whether `signature` (64 bytes, r||s for ES256) over bytes, or over an ASCII text, was made with `key`. Never throws. */
  verify(key: PublicJwk, signed: string | Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
  random(bytes: number): Uint8Array;
}

/** What making an edition needs, all at once and without waiting. */
export interface IssuingCrypto {
  readonly sha256: Sha256;
  random(bytes: number): Uint8Array;
}
