import type { JsonObject } from '#contracts/strict-json';
import type { CryptoPort, Sha256 } from './crypto-port.ts';
import { readPublicJwk } from './jwk.ts';
import { anyLimits, checkOwnHeader, completeJws, type ParsedJws, parseJws, signingInputOf, verifyJws } from './jws.ts';
import { ProofError } from './proof-error.ts';
import type { SplitSdJwt } from './sd-jwt.ts';

/** What the reader expects of the key-binding JWT; what is left out is not compared. */
export interface KeyBindingExpectation {
  readonly audience?: string;
  readonly nonce?: string;
}

export interface KeyBinding {
  readonly audience: string;
  readonly nonce: string;
  /** NumericDate, seconds. */
  readonly issuedAt: number;
}

const PART = 'key-binding JWT';

/**
 * The signing input of a key-binding JWT (RFC 9901 §4.3) over a presentation that ends in a tilde; sign it with the
 * edition's presentation key (ES256). Claims are `iat`, `aud`, `nonce`, `sd_hash` and nothing else, as the RFC advises.
 */
export function prepareKeyBinding(presentation: string, binding: KeyBinding, sha256: Sha256): string {
  const header = { alg: 'ES256', typ: 'kb+jwt' };
  const { issuedAt: iat, audience: aud, nonce } = binding;
  return signingInputOf(header, { iat, aud, nonce, sd_hash: sha256(presentation) });
}

/** Appends the signed key-binding JWT to its presentation. */
export function completeKeyBinding(presentation: string, signingInput: string, signature: Uint8Array | string): string {
  return presentation + completeJws(signingInput, signature);
}

/**
 * Checks the key-binding JWT of a token (RFC 9901 §7.3) with the key in `cnf.jwk`. One that is present is always checked;
 * one that is absent is refused only when the caller expects an audience or a nonce. Gives undefined when absent.
 *
 * `own` is our profile: ES256 header with nothing but alg and typ, exactly four claims, all times integers.
 */
export async function checkKeyBinding(
  token: SplitSdJwt,
  cnf: JsonObject | undefined,
  expected: KeyBindingExpectation,
  crypto: CryptoPort,
  own: boolean,
): Promise<KeyBinding | undefined> {
  if (token.keyBinding === undefined) {
    if (expected.audience === undefined && expected.nonce === undefined) return undefined;
    throw new ProofError('key-binding-missing', PART);
  }
  if (!cnf) throw new ProofError('key-binding-invalid', 'the issuer named no key for it');
  const jws = parseJws(token.keyBinding, PART, own ? undefined : anyLimits);
  if (own) checkOwnHeader(jws, PART, 'kb+jwt', ['alg', 'typ']);
  else if (jws.header['typ'] !== 'kb+jwt') throw new ProofError('wrong-type', `${PART}: typ`);
  await verifyJws(jws, PART, readPublicJwk(cnf['jwk']), crypto, !own);

  const binding = readClaims(jws, own);
  if (jws.payload['sd_hash'] !== (await crypto.sha256(token.bound)))
    throw new ProofError('key-binding-invalid', 'sd_hash is not the hash of these bytes');
  if (expected.audience !== undefined && expected.audience !== binding.audience)
    throw new ProofError('audience-mismatch', 'made for another reader');
  if (expected.nonce !== undefined && expected.nonce !== binding.nonce)
    throw new ProofError('nonce-mismatch', 'not the nonce that was asked for');
  return binding;
}

function readClaims({ payload }: ParsedJws, own: boolean): KeyBinding {
  const { iat, aud, nonce } = payload;
  const time = typeof iat === 'number' && (!own || Number.isSafeInteger(iat));
  if (!time || typeof aud !== 'string' || typeof nonce !== 'string')
    throw new ProofError('key-binding-invalid', 'iat, aud or nonce');
  if (own && Object.keys(payload).length !== 4) throw new ProofError('key-binding-invalid', 'extra claims');
  return { audience: aud, nonce, issuedAt: iat };
}
