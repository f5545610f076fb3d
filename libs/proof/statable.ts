import { hasLoneSurrogate, type JsonObject, type JsonValue } from '#contracts/strict-json';
import { ProofError } from './proof-error.ts';

const MAX_DEPTH = 12;
const RESERVED = new Set(['_sd', '...', '_sd_alg', '__proto__', 'constructor', 'prototype']);

/**
 * Refuses a value that would not come back from our own strict reader as it went in: floats, integers beyond ±(2^53 - 1),
 * lone surrogates, `undefined` and other things JSON has no word for, reserved names, depth over 12 (the disclosure and
 * its place in the edition add to it). Throws `claim-invalid` or `name-reserved` with the part's name.
 */
export function assertStatable(value: unknown, part: string, depth = 0): asserts value is JsonValue {
  switch (typeof value) {
    case 'string':
      if (hasLoneSurrogate(value)) throw new ProofError('claim-invalid', `${part}: lone surrogate`);
      return;
    case 'number':
      if (!Number.isSafeInteger(value)) throw new ProofError('claim-invalid', `${part}: not an integer within 2^53`);
      return;
    case 'boolean':
      return;
    case 'object':
      if (depth > MAX_DEPTH) throw new ProofError('claim-invalid', `${part}: nested too deeply`);
      if (value !== null) assertMembers(value, part, depth);
      return;
    default:
      throw new ProofError('claim-invalid', `${part}: ${typeof value}`);
  }
}

function assertMembers(value: object, part: string, depth: number): void {
  if (Array.isArray(value)) {
    for (const element of value) assertStatable(element, part, depth + 1);
    return;
  }
  // A plain object is one whose prototype ends the chain; comparing with Object.prototype would fail across realms.
  const prototype: object | null = Object.getPrototypeOf(value);
  if ((prototype && Object.getPrototypeOf(prototype) !== null) || 'toJSON' in value)
    throw new ProofError('claim-invalid', `${part}: not plain data`);
  for (const name of Object.keys(value)) {
    if (RESERVED.has(name)) throw new ProofError('name-reserved', `${part}: ${name}`);
    if (hasLoneSurrogate(name)) throw new ProofError('claim-invalid', `${part}: lone surrogate in a name`);
    assertStatable((value as JsonObject)[name], part, depth + 1);
  }
}
