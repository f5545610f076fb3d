import { isJsonObject, type JsonObject } from '#contracts/strict-json';
import type { CryptoPort, PublicJwk } from './crypto-port.ts';
import { checkKeyBinding, type KeyBinding, type KeyBindingExpectation } from './key-binding.ts';
import { anyLimits, parseJws, verifyJws } from './jws.ts';
import { processPayload } from './process-payload.ts';
import { ProofError, type ProofFault } from './proof-error.ts';
import { readDisclosure, splitSdJwt } from './sd-jwt.ts';

/** A key of the reader's own; `kid`, when both sides have one, must agree with the token's. */
export interface NamedKey {
  readonly kid?: string;
  readonly jwk: PublicJwk;
}

export interface SdJwtExpectation extends KeyBindingExpectation {
  readonly keys: readonly NamedKey[];
  /** NumericDate, seconds. */
  readonly now: number;
}

export interface VerifiedSdJwt {
  readonly header: JsonObject;
  /** The processed payload: disclosed values in place, nothing of the format left. */
  readonly payload: JsonObject;
  readonly keyBinding?: KeyBinding;
}

/**
 * Verifies any SD-JWT by RFC 9901 alone: any `typ`, any claims, floats allowed, no window for `iat`. ES256, Ed25519 and
 * EdDSA. `exp` and `nbf`, clear or disclosed, are respected, to the second. Throws ProofError.
 */
export async function verifySdJwt(
  token: string,
  expected: SdJwtExpectation,
  crypto: CryptoPort,
): Promise<VerifiedSdJwt> {
  const split = splitSdJwt(token);
  const jws = parseJws(split.jwt, 'issuer JWT', anyLimits);
  const disclosures = split.disclosures.map((encoded) => readDisclosure(encoded, anyLimits));
  await verifyWithAny(jws, expected.keys, crypto);

  const digests = await Promise.all(split.disclosures.map((encoded) => crypto.sha256(encoded)));
  const payload = processPayload(jws.payload, disclosures, digests);
  checkTimes(payload, expected.now);
  // The key must be the issuer's word to everybody, so it is read from the signed payload, not from a disclosure.
  const { cnf } = jws.payload;
  const keyBinding = await checkKeyBinding(split, isJsonObject(cnf) ? cnf : undefined, expected, crypto, false);
  return keyBinding ? { header: jws.header, payload, keyBinding } : { header: jws.header, payload };
}

async function verifyWithAny(jws: ReturnType<typeof parseJws>, keys: readonly NamedKey[], crypto: CryptoPort) {
  const { kid } = jws.header;
  const candidates = keys.filter((key) => key.kid === undefined || kid === undefined || key.kid === kid);
  let fault: ProofFault = 'key-unknown';
  for (const { jwk } of candidates) {
    try {
      return await verifyJws(jws, 'issuer JWT', jwk, crypto, true);
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      if (fault !== 'signature-invalid') fault = error.code;
    }
  }
  throw new ProofError(fault, 'issuer JWT');
}

function checkTimes({ exp, nbf }: JsonObject, now: number): void {
  for (const [name, time] of Object.entries({ exp, nbf }))
    if (time !== undefined && typeof time !== 'number')
      throw new ProofError('claim-invalid', `${name} is not a number`);
  if (typeof exp === 'number' && exp <= now) throw new ProofError('expired', 'exp');
  if (typeof nbf === 'number' && nbf > now) throw new ProofError('not-yet-valid', 'nbf');
}
