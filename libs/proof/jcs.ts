import type { JsonValue } from '#contracts/strict-json';
import { ProofError } from './proof-error.ts';

/**
 * Canonical JSON text (RFC 8785) of a value, for hashing things that are not signed as bytes. Names are ordered by UTF-16
 * code unit, numbers and strings are written the way ECMAScript writes them. Throws `json` for NaN and infinities.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ProofError('json', 'number without a JSON form');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as JsonValue)}`);
  return `{${members.join(',')}}`;
}
