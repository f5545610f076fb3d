import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  StrictJsonError,
} from '#contracts/strict-json';
import type { Algorithm, CryptoPort, PublicJwk } from './crypto-port.ts';
import { checkNames, isDigest, isText, isTime, isWords, type Words } from './edition-format.ts';
import { readPublicJwk, thumbprint } from './jwk.ts';
import { checkOwnHeader, ownLimits, parseJws, signingInputOf, verifyJws } from './jws.ts';
import { ProofError } from './proof-error.ts';

export const TRUST_TYP = 'wf-trust+jwt';

/** A key and the time it was good for. Times NumericDate seconds; `from` included, `until` not. */
export interface TrustedKey {
  /** RFC 7638 thumbprint of the key. */
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly from: number;
  readonly until?: number;
}
/** A company's signing key: who holds it, and since when it may have been in other hands. */
export interface OrganizationKey extends TrustedKey {
  readonly custody: 'exchange' | 'own';
  readonly compromisedSince?: number;
}

export type AssuranceKind = 'unverified' | 'vouched' | 'domain' | 'operator';
export interface TrustedOrganization {
  readonly iss: string;
  readonly names: Words;
  /** How sure the exchange is that it is that company; `by` names the partner that vouched. */
  readonly assurance: { readonly kind: AssuranceKind; readonly by?: string };
  readonly keys: readonly OrganizationKey[];
}

/** What a reader pins: the exchange's own keys and the key history of every organization on it. */
export interface TrustFile {
  /** Origin of the exchange. */
  readonly issuer: string;
  /** NumericDate, seconds: the state it describes. */
  readonly issuedAt: number;
  readonly registrarKeys: readonly TrustedKey[];
  readonly statusKeys: readonly TrustedKey[];
  readonly organizations: readonly TrustedOrganization[];
}
/** A trust file that has been read: `hash` is the SHA-256 of its JWS, `signedBy` the registrar key's thumbprint. */
export interface ReadTrustFile extends TrustFile {
  readonly hash: string;
  readonly signedBy: string;
}

const PART = 'trust file';
const MAX_TRUST = 67_108_864;

/** The signing input of a trust file; sign it with a registrar key that the file itself lists. */
export function prepareTrust(trust: TrustFile, key: { readonly kid: string; readonly alg: Algorithm }): string {
  const payload = {
    v: 1,
    iss: trust.issuer,
    iat: trust.issuedAt,
    registrar: trust.registrarKeys.map(plainKey),
    status: trust.statusKeys.map(plainKey),
    organizations: trust.organizations.map(({ iss, names, assurance, keys }) => ({
      iss,
      names,
      assurance,
      keys: keys.map((each) => ({
        ...plainKey(each),
        custody: each.custody,
        ...(each.compromisedSince === undefined ? {} : { compromisedSince: each.compromisedSince }),
      })),
    })),
  };
  return signingInputOf({ alg: key.alg, typ: TRUST_TYP, kid: key.kid }, payload);
}

/** The file as it is handed out: JSON around the signed text, so that it can be looked at and mailed as JSON. */
export function trustFileText(jws: string): string {
  return JSON.stringify({ v: 1, trust: jws });
}

/**
 * Reads a trust file: `{"v":1,"trust":"<JWS>"}` or the JWS alone. Its signature proves that it is whole and from the
 * registrar it names; that this is the right registrar is what the reader decides by pinning the file, or by giving the
 * `registrar` thumbprint known from elsewhere (an earlier file, a letter). Up to 64 MiB. Throws ProofError.
 */
export async function readTrust(
  input: Uint8Array | string,
  crypto: CryptoPort,
  pinned: { readonly registrar?: string } = {},
): Promise<ReadTrustFile> {
  const text = unwrap(typeof input === 'string' ? input : new TextDecoder().decode(input));
  const jws = parseJws(text, PART, { ...ownLimits, maxBytes: MAX_TRUST });
  checkOwnHeader(jws, PART, TRUST_TYP, ['alg', 'typ', 'kid']);
  const trust = readPayload(jws.payload);
  const key = keyAt(trust.registrarKeys, jws.header['kid'], trust.issuedAt, PART);
  await checkThumbprint(key, crypto);
  if (pinned.registrar !== undefined && pinned.registrar !== key.kid)
    throw new ProofError('trust-invalid', 'signed by another registrar key than the one pinned');
  await verifyJws(jws, PART, key.jwk, crypto);
  return { ...trust, hash: await crypto.sha256(text), signedBy: key.kid };
}

/**
 * The key of that id that was good at that time (NumericDate seconds). Throws `key-unknown`, `key-outside-its-time` or,
 * from `compromisedSince` on, `key-compromised`.
 */
export function keyAt<K extends TrustedKey & { readonly compromisedSince?: number }>(
  keys: readonly K[],
  kid: JsonValue | undefined,
  time: number,
  part: string,
): K {
  const key = keys.find((each) => each.kid === kid);
  if (!key) throw new ProofError('key-unknown', part);
  if (time < key.from || (key.until !== undefined && time >= key.until))
    throw new ProofError('key-outside-its-time', part);
  if (key.compromisedSince !== undefined && time >= key.compromisedSince) throw new ProofError('key-compromised', part);
  return key;
}

/** A `kid` that is not the thumbprint of its key could point to two keys. Checked when a key is used. */
export async function checkThumbprint(key: TrustedKey, crypto: CryptoPort): Promise<void> {
  const actual = await thumbprint(key.jwk, (text) => Promise.resolve(crypto.sha256(text)));
  if (actual !== key.kid) throw new ProofError('trust-invalid', 'kid is not the thumbprint of its key');
}

function unwrap(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  try {
    const value = parseStrictJson(trimmed, { maxBytes: MAX_TRUST, maxDepth: 1 });
    if (isJsonObject(value) && value['v'] === 1 && typeof value['trust'] === 'string') return value['trust'];
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw new ProofError('trust-invalid', cause.message, { cause });
  }
  throw new ProofError('trust-invalid', 'neither a trust file nor its JWS');
}

function readPayload(payload: JsonObject): TrustFile {
  checkNames(payload, PART, ['v', 'iss', 'iat', 'registrar', 'status', 'organizations']);
  const { v, iss, iat, organizations } = payload;
  must(v === 1 && isText(iss) && isTime(iat) && Array.isArray(organizations), 'v, iss, iat or organizations');
  const trust = {
    issuer: iss,
    issuedAt: iat,
    registrarKeys: readKeys(payload['registrar'], (key) => readKey(key, [])),
    statusKeys: readKeys(payload['status'], (key) => readKey(key, [])),
    organizations: organizations.map(readOrganization),
  };
  must(new Set(trust.organizations.map((each) => each.iss)).size === organizations.length, 'an organization twice');
  return trust;
}

function readOrganization(value: JsonValue): TrustedOrganization {
  must(isJsonObject(value), 'organization');
  checkNames(value, 'organization', ['iss', 'names', 'assurance', 'keys']);
  const { iss, names, assurance, keys } = value;
  must(isText(iss) && isWords(names) && isJsonObject(assurance), 'organization');
  checkNames(assurance, 'assurance', ['kind'], ['by']);
  const { kind, by } = assurance;
  must(isAssurance(kind) && (by === undefined || isText(by)), 'assurance');
  return {
    iss,
    names,
    assurance: by === undefined ? { kind } : { kind, by },
    keys: readKeys(keys, readOrganizationKey),
  };
}

function readKeys<K extends TrustedKey>(value: JsonValue | undefined, read: (key: JsonObject) => K): K[] {
  must(Array.isArray(value) && value.every((each) => isJsonObject(each)), 'keys');
  const keys = (value as JsonObject[]).map(read);
  must(new Set(keys.map(({ kid }) => kid)).size === keys.length, 'a kid twice');
  return keys;
}

function readOrganizationKey(value: JsonObject): OrganizationKey {
  const { custody, compromisedSince } = value;
  must(custody === 'exchange' || custody === 'own', 'custody');
  must(compromisedSince === undefined || isTime(compromisedSince), 'compromisedSince');
  const key = { ...readKey(value, ['custody', 'compromisedSince']), custody } as const;
  return compromisedSince === undefined ? key : { ...key, compromisedSince };
}

function readKey(value: JsonObject, more: readonly string[]): TrustedKey {
  checkNames(value, 'key', ['kid', 'jwk', 'from'], ['until', ...more]);
  const { kid, jwk, from, until } = value;
  must(isDigest(kid) && isTime(from) && (until === undefined || isTime(until)), 'kid, from or until');
  must(isJsonObject(jwk) && !Object.hasOwn(jwk, 'd'), 'a private key in a trust file');
  const key = { kid, jwk: readPublicJwk(jwk), from };
  return until === undefined ? key : { ...key, until };
}

function plainKey({ kid, jwk, from, until }: TrustedKey) {
  return { kid, jwk, from, ...(until === undefined ? {} : { until }) };
}

function isAssurance(value: JsonValue | undefined): value is AssuranceKind {
  return value === 'unverified' || value === 'vouched' || value === 'domain' || value === 'operator';
}

function must(holds: boolean, part: string): asserts holds {
  if (!holds) throw new ProofError('trust-invalid', part);
}
