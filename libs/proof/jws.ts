import { isJsonObject, type JsonObject, parseStrictJson, StrictJsonError } from '#contracts/strict-json';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { CryptoPort, PublicJwk } from './crypto-port.ts';
import { algorithmOf } from './jwk.ts';
import { ProofError } from './proof-error.ts';

/** A JWS taken apart, not yet believed; `body` is the payload's segment as it came. */
export interface CompactJws {
  readonly header: JsonObject;
  readonly body: string;
  readonly signingInput: string;
  readonly signature: Uint8Array;
}
/** A JWS whose payload is a JSON object, as every token here. */
export interface ParsedJws extends CompactJws {
  readonly payload: JsonObject;
}

export interface JsonLimits {
  readonly maxDepth: number;
  readonly floats: boolean;
  readonly maxBytes?: number;
}
/** Values we sign: no floats, depth 16. */
export const ownLimits: JsonLimits = { maxDepth: 16, floats: false };
/** Others' tokens: whatever RFC 8259 allows that still means one thing. */
export const anyLimits: JsonLimits = { maxDepth: 64, floats: true };

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart: three segments of strict base64url, the header strict JSON. Refuses `crit`
 * (we understand no extension) and `b64` whatever it says. `part` names the token in errors.
 */
export function splitJws(text: string, part: string, limits: JsonLimits = ownLimits): CompactJws {
  const [protectedHeader, body, signature, more] = text.split('.');
  if (protectedHeader === undefined || body === undefined || signature === undefined || more !== undefined)
    throw new ProofError('malformed', `${part}: not three segments`);
  const header = decodeObject(protectedHeader, `${part} header`, limits);
  for (const name of ['crit', 'b64'])
    if (Object.hasOwn(header, name)) throw new ProofError('header-refused', `${part}: ${name}`);
  const bytes = decodeBase64url(signature, `${part} signature`);
  return { header, body, signingInput: `${protectedHeader}.${body}`, signature: bytes };
}

/** The same for a token: its payload is a JSON object, strictly read. */
export function parseJws(text: string, part: string, limits: JsonLimits = ownLimits): ParsedJws {
  const jws = splitJws(text, part, limits);
  return { ...jws, payload: decodeObject(jws.body, `${part} payload`, limits) };
}

/** Refuses a header of our own kinds that has anything but `alg`, this `typ` and a `kid` (where there is one). */
export function checkOwnHeader({ header }: ParsedJws, part: string, typ: string, names: readonly string[]): void {
  for (const name of Object.keys(header))
    if (!names.includes(name)) throw new ProofError('header-refused', `${part}: ${name}`);
  if (header['typ'] !== typ) throw new ProofError('wrong-type', `${part}: typ is not ${typ}`);
  if (names.includes('kid') && typeof header['kid'] !== 'string')
    throw new ProofError('header-refused', `${part}: kid`);
}

/**
 * Checks the signature with a key the caller chose. The header's `alg` must be the one algorithm of that key; the older
 * name `EdDSA` passes only for others' tokens. Throws `algorithm-refused` or `signature-invalid`.
 */
export async function verifyJws(
  jws: CompactJws,
  part: string,
  key: PublicJwk,
  crypto: CryptoPort,
  others = false,
): Promise<void> {
  const { alg } = jws.header;
  const named = alg === algorithmOf(key) || (others && alg === 'EdDSA' && key.kty === 'OKP');
  if (!named) throw new ProofError('algorithm-refused', part);
  if (!(await crypto.verify(key, jws.signingInput, jws.signature))) throw new ProofError('signature-invalid', part);
}

/** The bytes to sign (ASCII) for a header and a payload, serialised here once and never again. */
export function signingInputOf(header: object, payload: object): string {
  return `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(JSON.stringify(payload))}`;
}

/** Puts a signature, 64 bytes or their base64url, behind its signing input. Throws `signature-invalid` on another size. */
export function completeJws(signingInput: string, signature: Uint8Array | string): string {
  const bytes = typeof signature === 'string' ? decodeBase64url(signature, 'signature') : signature;
  if (bytes.length !== 64) throw new ProofError('signature-invalid', 'a signature has 64 bytes');
  return `${signingInput}.${encodeBase64url(bytes)}`;
}

/** Strict JSON of a strict base64url segment, or a ProofError that names the part. */
export function decodeJson(segment: string, part: string, limits: JsonLimits) {
  const bytes = decodeBase64url(segment, part);
  try {
    return parseStrictJson(bytes, limits);
  } catch (cause) {
    if (cause instanceof StrictJsonError)
      throw new ProofError('json', `${part}: ${cause.reason} ${cause.pointer}`, { cause });
    throw cause;
  }
}

function decodeObject(segment: string, part: string, limits: JsonLimits): JsonObject {
  const value = decodeJson(segment, part, limits);
  if (!isJsonObject(value)) throw new ProofError('malformed', `${part}: not an object`);
  return value;
}
