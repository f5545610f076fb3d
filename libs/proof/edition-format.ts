import type { JsonObject, JsonValue } from '#contracts/strict-json';
import { isJsonObject } from '#contracts/strict-json';
import { isBase64urlOf } from './base64url.ts';
import { ProofError } from './proof-error.ts';

/** JOSE type of an edition's issuer-signed JWT, and the kind of credential it is (with the format's major version). */
export const EDITION_TYP = 'dc+sd-jwt';
export const EDITION_VCT = 'urn:warifu:vct:profile-edition:1';
export const FORMAT_VERSION = 1;
export const MAX_VALIDITY = 400 * 86_400;
export const SALT_BYTES = 16;
/** Company-specific items and decoys together fill a multiple of this, so that their number says little. */
export const DECOY_BLOCK = 8;

/** 0 nothing, 1 public, 2 summary, 3 detail, 4 evidence; cumulative. */
export type Level = 0 | 1 | 2 | 3 | 4;
export const LEVELS = ['l1', 'l2', 'l3', 'l4'] as const;
export const LEVEL_NAMES = ['public', 'summary', 'detail', 'evidence'] as const;
export type LevelName = (typeof LEVEL_NAMES)[number];

/** Words for people: Japanese, English or both, at least one. */
export type Words = { ja?: string; en?: string };

/** What one level of one item says: content, or one of the two ways of saying nothing, which stay distinct. */
export type LevelValue = JsonObject;
export const NOT_STATED = { notStated: true } as const;
export const NOT_DISCLOSED = { notDisclosed: true } as const;
export type LevelKind = 'stated' | 'notStated' | 'notDisclosed';

/** Which of the three a level value is. A marker beside anything else is refused: it would be two answers. */
export function kindOf(value: JsonObject): LevelKind {
  const stated = !Object.hasOwn(value, 'notStated');
  const disclosed = !Object.hasOwn(value, 'notDisclosed');
  if (stated && disclosed) return 'stated';
  const mark = stated ? 'notDisclosed' : 'notStated';
  if (Object.keys(value).length !== 1 || value[mark] !== true) throw new ProofError('claim-invalid', `level: ${mark}`);
  return mark;
}

/** Item ids start with a letter, so that no engine takes them for array indexes and reorders them. */
const ITEM_ID = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;
export function isItemId(id: unknown): id is string {
  return typeof id === 'string' && ITEM_ID.test(id) && id !== 'constructor' && id !== 'prototype';
}

/** `{ja?, en?}` with at least one non-empty text and nothing else. */
export function isWords(value: JsonValue | undefined): value is Words & JsonObject {
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => (name === 'ja' || name === 'en') && isText(value[name]));
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whole seconds since 1970, up to the year 9999. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 253_402_300_800;
}

/** A SHA-256 digest as unpadded base64url. */
export function isDigest(value: unknown): value is string {
  return isBase64urlOf(value, 32);
}

/** Seconds since 1970 as ISO 8601 in UTC, for people and for JSON views. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Refuses an object unless it has all of `required`, and nothing beyond them and `optional`. */
export function checkNames(
  value: JsonObject,
  part: string,
  required: readonly string[],
  optional: readonly string[] = [],
) {
  for (const name of required)
    if (!Object.hasOwn(value, name)) throw new ProofError('claim-missing', `${part}: ${name}`);
  for (const name of Object.keys(value))
    if (!required.includes(name) && !optional.includes(name)) throw new ProofError('claim-unknown', `${part}: ${name}`);
}
