import { findFault, hasLoneSurrogate, type JsonRefusal, type StrictJsonLimits } from './strict-json-scan.ts';

export type { JsonRefusal, StrictJsonLimits } from './strict-json-scan.ts';

export { hasLoneSurrogate };

/** Anything JSON can say. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue;
}

export interface StrictJsonOptions {
  /** Largest input in bytes (UTF-16 units when given as text). Default 1 MiB. */
  readonly maxBytes?: number;
  /** Deepest nesting of objects and arrays; a bare value has depth 0. Default 32. */
  readonly maxDepth?: number;
  /** Whether numbers may have a fraction or an exponent. Default false. */
  readonly floats?: boolean;
  /** Whether integers outside ±(2^53 - 1) may be rounded to a double. Default false: they are refused. */
  readonly bigIntegers?: boolean;
}

/** A refused text. `position` is the UTF-16 offset of the fault, `pointer` the RFC 6901 path of the value it is in. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
  constructor(
    readonly reason: JsonRefusal,
    readonly position: number,
    readonly pointer: string,
  ) {
    super(`JSON refused: ${reason} at ${pointer === '' ? 'the root' : pointer} (offset ${position})`);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads JSON (RFC 8259) that means the same to every reader: I-JSON (RFC 7493) and then some. Refuses invalid UTF-8, a
 * byte order mark, a member name used twice, `__proto__` / `constructor` / `prototype` as names, lone surrogates
 * (escaped ones too), nesting and size beyond the limits, and numbers a double cannot hold.
 *
 * Takes bytes or text, gives the value; throws `StrictJsonError`.
 *
 * JSON.parse does the reading, at its native speed; one pass over the text and one over the value look for what it lets
 * through. Whatever those two cannot call clean goes to the slow scanner, which alone decides and names the place.
 */
export function parseStrictJson(input: Uint8Array | string, options: StrictJsonOptions = {}): JsonValue {
  const limits = {
    maxDepth: options.maxDepth ?? 32,
    floats: options.floats ?? false,
    bigIntegers: options.bigIntegers ?? false,
  };
  if (input.length > (options.maxBytes ?? 1_048_576)) throw new StrictJsonError('too-large', 0, '');
  const text = typeof input === 'string' ? input : decode(input);

  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const fault = findFault(text, limits) ?? { reason: 'syntax' as const, position: 0, pointer: '' };
    throw Object.assign(new StrictJsonError(fault.reason, fault.position, fault.pointer), { cause });
  }
  const escapes = text.includes('\\u');
  const clean =
    namesIn(text, limits) === membersOf(value, limits, escapes) &&
    (escapes || typeof input !== 'string' || !hasLoneSurrogate(text));
  if (clean) return value;
  const fault = findFault(text, limits);
  if (fault) throw new StrictJsonError(fault.reason, fault.position, fault.pointer);
  return value;
}

/** True for `{}` and the like: not null, not an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw Object.assign(new StrictJsonError('not-utf8', 0, ''), { cause });
  }
}

const SUSPECT = -1;

/**
 * Number of member names in a text JSON.parse has accepted, or SUSPECT when it is too deep or holds a float. Comparing
 * it with the members of the parsed value finds duplicates without a set of names per object.
 */
function namesIn(text: string, { maxDepth, floats }: StrictJsonLimits): number {
  let names = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x3a: // :
        names++;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maxDepth) return SUSPECT;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      case 0x2e: // .
      case 0x45: // E
        if (!floats) return SUSPECT;
        break;
      case 0x65: // e, which also ends `true` and `false`
        if (!floats && text.charCodeAt(at - 1) <= 0x39) return SUSPECT;
        break;
    }
  }
  return names;
}

/** Offset of the quote that closes the string opened at `start`: the first one behind an even number of backslashes. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (text.charCodeAt(end - 1) === 0x5c) {
    let first = end - 1;
    while (text.charCodeAt(first - 1) === 0x5c) first--;
    if ((end - first) % 2 === 0) break;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

/** Number of members in a value, or -2 when a name, number or string in it may have to be refused. */
function membersOf(value: JsonValue, limits: StrictJsonLimits, escapes: boolean, depth = 0): number {
  if (typeof value === 'string') return escapes && hasLoneSurrogate(value) ? -2 : 0;
  if (typeof value === 'number') return Number.isSafeInteger(value) || (limits.floats && isFraction(value)) ? 0 : -2;
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= limits.maxDepth) return -2;
  let members = 0;
  if (Array.isArray(value)) {
    for (const element of value) {
      const inside = membersOf(element, limits, escapes, depth + 1);
      if (inside < 0) return -2;
      members += inside;
    }
    return members;
  }
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') return -2;
    if (escapes && hasLoneSurrogate(name)) return -2;
    const inside = membersOf(value[name] as JsonValue, limits, escapes, depth + 1);
    if (inside < 0) return -2;
    members += 1 + inside;
  }
  return members;
}

/** A float that is certainly not a rounded integer: small enough that its neighbours are closer than one. */
function isFraction(value: number): boolean {
  return Math.abs(value) < Number.MAX_SAFE_INTEGER;
}
