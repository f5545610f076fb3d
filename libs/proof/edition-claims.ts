import { isJsonObject, type JsonObject, type JsonValue } from '#contracts/strict-json';
import type { EcJwk } from './crypto-port.ts';
import {
  checkNames,
  DECOY_BLOCK,
  EDITION_VCT,
  FORMAT_VERSION,
  isDigest,
  isItemId,
  isText,
  isTime,
  isWords,
  MAX_VALIDITY,
  type Words,
} from './edition-format.ts';
import { readPublicJwk } from './jwk.ts';
import { ProofError } from './proof-error.ts';

/** The clear claims of an edition: what every reader sees whatever was granted. All times NumericDate seconds. */
export interface EditionClaims {
  readonly issuer: string;
  readonly id: string;
  readonly number: number;
  /** `editionHash` of the edition before; absent only in edition 1. */
  readonly previous?: string;
  readonly issuedAt: number;
  readonly validFrom: number;
  readonly expiresAt: number;
  readonly presentationKey: EcJwk;
  readonly status?: { readonly uri: string; readonly index: number };
  readonly catalogue: { readonly id: string; readonly edition: string; readonly digest: string };
  readonly approval: { readonly title: Words; readonly at: number; readonly self: boolean };
  readonly itemIds: readonly string[];
}

const PART = 'edition';
const REQUIRED = ['iss', 'jti', 'vct', 'iat', 'nbf', 'exp', 'cnf', '_sd_alg', 'wf', 'items', 'items_x', '_sd'];
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads the signed payload by the rules of our profile, before any disclosure is opened, so that nothing disclosed can
 * stand in for a claim. Every name is known and every required one present, or the edition is refused.
 */
export function readEditionClaims(payload: JsonObject): EditionClaims {
  checkNames(payload, PART, REQUIRED, ['status']);
  const { iss, jti, vct, iat, nbf, exp } = payload;
  must(isIssuer(iss), 'iss');
  must(typeof jti === 'string' && UUID.test(jti), 'jti');
  must(vct === EDITION_VCT, 'vct');
  must(isTime(iat) && isTime(nbf) && isTime(exp) && nbf < exp, 'iat, nbf or exp');
  must(exp - iat <= MAX_VALIDITY, 'exp is more than 400 days away');
  if (payload['_sd_alg'] !== 'sha-256') throw new ProofError('hash-unsupported', '_sd_alg');
  checkDigests(payload['_sd'], 1, '_sd');
  checkCompanyItems(payload['items_x']);
  return {
    ...readOwnClaims(object(payload['wf'], 'wf')),
    ...(payload['status'] === undefined ? {} : { status: readStatus(payload['status']) }),
    issuer: iss,
    id: jti,
    issuedAt: iat,
    validFrom: nbf,
    expiresAt: exp,
    presentationKey: readPresentationKey(payload['cnf']),
    itemIds: readItemIds(payload['items']),
  };
}

function readOwnClaims(wf: JsonObject): Pick<EditionClaims, 'number' | 'previous' | 'catalogue' | 'approval'> {
  checkNames(wf, 'wf', ['v', 'ver', 'cat', 'approval'], ['prev']);
  const { v, ver: number, prev } = wf;
  must(v === FORMAT_VERSION, 'wf.v');
  must(Number.isSafeInteger(number) && Number(number) >= 1, 'wf.ver');
  must(number === 1 ? prev === undefined : isDigest(prev), 'wf.prev');
  const cat = object(wf['cat'], 'wf.cat');
  checkNames(cat, 'wf.cat', ['id', 'edition', 'digest']);
  const { id, edition, digest } = cat;
  must(isText(id) && isText(edition) && isDigest(digest), 'wf.cat');
  return {
    number: Number(number),
    ...(isDigest(prev) ? { previous: prev } : {}),
    catalogue: { id, edition, digest },
    approval: readApproval(object(wf['approval'], 'wf.approval')),
  };
}

function readApproval(approval: JsonObject): EditionClaims['approval'] {
  checkNames(approval, 'wf.approval', ['title', 'at', 'self']);
  const { title, at, self } = approval;
  must(isWords(title) && isTime(at) && typeof self === 'boolean', 'wf.approval');
  return { title, at, self };
}

function readStatus(value: JsonValue | undefined): { uri: string; index: number } {
  const status = object(value, 'status');
  checkNames(status, 'status', ['status_list']);
  const list = object(status['status_list'], 'status_list');
  checkNames(list, 'status_list', ['uri', 'idx']);
  const { uri, idx } = list;
  must(isText(uri) && Number.isSafeInteger(idx) && Number(idx) >= 0, 'status_list');
  return { uri, index: Number(idx) };
}

function readPresentationKey(value: JsonValue | undefined): EcJwk {
  const cnf = object(value, 'cnf');
  checkNames(cnf, 'cnf', ['jwk']);
  checkNames(object(cnf['jwk'], 'cnf.jwk'), 'cnf.jwk', ['kty', 'crv', 'x', 'y']);
  const key = readPublicJwk(cnf['jwk']);
  must(key.kty === 'EC', 'cnf.jwk');
  return key;
}

function readItemIds(value: JsonValue | undefined): string[] {
  const items = object(value, 'items');
  const ids = Object.keys(items);
  for (const id of ids) {
    must(isItemId(id), 'item id');
    const item = object(items[id], `items.${id}`);
    checkNames(item, `items.${id}`, ['_sd']);
    checkDigests(item['_sd'], 1, `items.${id}`);
  }
  return ids;
}

function checkCompanyItems(value: JsonValue | undefined): void {
  must(Array.isArray(value) && value.length > 0 && value.length % DECOY_BLOCK === 0, 'items_x');
  for (const element of value) {
    const placeholder = object(element, 'items_x');
    if (Object.keys(placeholder).length !== 1 || !isDigest(placeholder['...']))
      throw new ProofError('placeholder-malformed', 'items_x');
  }
}

/** An `_sd` of exactly `count` well-formed digests. */
export function checkDigests(value: JsonValue | undefined, count: number, part: string): void {
  if (!Array.isArray(value) || value.length !== count || !value.every(isDigest))
    throw new ProofError('placeholder-malformed', part);
}

/** https at a host of its own; plain http only for a loopback installation. No query, no fragment, no user. */
function isIssuer(value: JsonValue | undefined): value is string {
  return (
    typeof value === 'string' &&
    /^(https:\/\/[a-z0-9.-]+(:\d{1,5})?|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)(\/[A-Za-z0-9._~/-]*)?$/.test(
      value,
    )
  );
}

function object(value: JsonValue | undefined, part: string): JsonObject {
  if (!isJsonObject(value)) throw new ProofError('claim-invalid', part);
  return value;
}

function must(holds: boolean, part: string): asserts holds {
  if (!holds) throw new ProofError('claim-invalid', part);
}
