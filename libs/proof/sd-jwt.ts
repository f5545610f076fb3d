import type { JsonValue } from '#contracts/strict-json';
import { decodeJson, type JsonLimits } from './jws.ts';
import { ProofError } from './proof-error.ts';

const MAX_TOKEN = 1_048_576;
const MAX_DISCLOSURE = 65_536;
const MAX_DISCLOSURES = 2_000;

/** An SD-JWT taken apart at its tildes (RFC 9901 §4). */
export interface SplitSdJwt {
  readonly jwt: string;
  readonly disclosures: readonly string[];
  /** The key-binding JWT, if the last part is not empty. */
  readonly keyBinding?: string;
  /** Everything before the key-binding JWT, last tilde included: what `sd_hash` is the hash of. */
  readonly bound: string;
}

/** One disclosure: `[salt, name, value]` in an object, `[salt, value]` in an array. */
export interface Disclosure {
  readonly encoded: string;
  readonly salt: string;
  readonly name?: string;
  readonly value: JsonValue;
}

/** Splits a token at its tildes, within our size limits. A bare JWT, without any tilde, is refused. */
export function splitSdJwt(token: string): SplitSdJwt {
  if (token.length > MAX_TOKEN) throw new ProofError('too-large', 'token over 1 MiB');
  const end = token.lastIndexOf('~');
  if (end < 0) throw new ProofError('malformed', 'a JWT without a tilde is not an SD-JWT');
  const [jwt = '', ...disclosures] = token.slice(0, end).split('~');
  if (disclosures.length > MAX_DISCLOSURES) throw new ProofError('too-large', 'more than 2,000 disclosures');
  const bound = token.slice(0, end + 1);
  const keyBinding = token.slice(end + 1);
  return keyBinding === '' ? { jwt, disclosures, bound } : { jwt, disclosures, bound, keyBinding };
}

/** Reads one disclosure: strict base64url, strict JSON, two or three parts, the salt and the name text. */
export function readDisclosure(encoded: string, limits: JsonLimits): Disclosure {
  if (encoded.length > MAX_DISCLOSURE) throw new ProofError('too-large', 'disclosure over 64 KiB');
  const parts = decodeJson(encoded, 'disclosure', limits);
  if (!Array.isArray(parts)) throw new ProofError('disclosure-malformed', 'not an array');
  const [salt, second, third] = parts;
  if (typeof salt !== 'string') throw new ProofError('disclosure-malformed', 'salt');
  if (parts.length === 2) return { encoded, salt, value: second as JsonValue };
  if (parts.length !== 3 || typeof second !== 'string') throw new ProofError('disclosure-malformed', 'parts');
  if (['_sd', '...', '_sd_alg', '__proto__', 'constructor', 'prototype'].includes(second))
    throw new ProofError('name-reserved', second);
  return { encoded, salt, name: second, value: third as JsonValue };
}
