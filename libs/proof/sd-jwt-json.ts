import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  StrictJsonError,
} from '#contracts/strict-json';
import { ProofError } from './proof-error.ts';

/**
 * The compact form of an SD-JWT in JSON serialisation (RFC 9901 §8), flattened, or general with exactly one signature.
 * Disclosures and key-binding JWT come from that signature's unprotected header; nothing else in there is believed.
 * Several signatures are refused: which of them a verdict would speak for is not ours to guess.
 */
export function compactOf(json: string): string {
  const { payload, signature, header, protected: protectedHeader } = oneSignature(readObject(json));
  const unprotected = isJsonObject(header) ? header : {};
  const { disclosures = [], kb_jwt: keyBinding = '' } = unprotected;
  const segments = [protectedHeader, payload, signature, ...(Array.isArray(disclosures) ? disclosures : [null])];
  if (!segments.every((each) => isPart(each, /[.~]/)) || !isPart(keyBinding, /~/))
    throw new ProofError('malformed', 'JSON serialisation');
  return [segments.slice(0, 3).join('.'), ...segments.slice(3), keyBinding].join('~');
}

/** A text that cannot be mistaken for two parts once it is joined to others. */
function isPart(value: JsonValue | undefined, separator: RegExp): value is string {
  return typeof value === 'string' && !separator.test(value);
}

function oneSignature(token: JsonObject): JsonObject {
  const { payload, signatures } = token;
  if (signatures === undefined) return token;
  if (
    !Array.isArray(signatures) ||
    signatures.length !== 1 ||
    !isJsonObject(signatures[0]) ||
    token['signature'] !== undefined
  )
    throw new ProofError('malformed', 'JSON serialisation: not exactly one signature');
  return { ...signatures[0], payload: payload as JsonValue };
}

function readObject(json: string): JsonObject {
  try {
    const value = parseStrictJson(json, { maxDepth: 8 });
    if (isJsonObject(value)) return value;
  } catch (cause) {
    if (cause instanceof StrictJsonError) throw new ProofError('json', cause.reason, { cause });
    throw cause;
  }
  throw new ProofError('malformed', 'JSON serialisation: not an object');
}
