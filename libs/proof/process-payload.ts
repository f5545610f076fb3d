import { isJsonObject, type JsonObject, type JsonValue } from '#contracts/strict-json';
import { ProofError } from './proof-error.ts';
import type { Disclosure } from './sd-jwt.ts';

const MAX_DEPTH = 64;

/**
 * RFC 9901 §7.1, step 3: puts every disclosure where its digest stands and removes what the format added. Gives the
 * processed payload; the input stays as it is.
 *
 * `digests[i]` is the SHA-256 of `disclosures[i]`, computed by the caller, so that this stays synchronous and pure.
 * Refuses everything the RFC refuses: a digest met twice anywhere, a disclosure nobody points to or sent twice, a name
 * already taken at its level, the wrong number of parts for the place, reserved names, another hash than SHA-256.
 */
export function processPayload(
  payload: JsonObject,
  disclosures: readonly Disclosure[],
  digests: readonly string[],
): JsonObject {
  if (Object.hasOwn(payload, '_sd_alg') && payload['_sd_alg'] !== 'sha-256')
    throw new ProofError('hash-unsupported', '_sd_alg');
  const opening = new Opening(disclosures, digests);
  const { _sd_alg: _, ...claims } = payload;
  const processed = opening.object(claims, 0);
  opening.finish();
  return processed;
}

class Opening {
  private readonly waiting = new Map<string, Disclosure>();
  private readonly seen = new Set<string>();

  constructor(disclosures: readonly Disclosure[], digests: readonly string[]) {
    for (const [index, disclosure] of disclosures.entries()) {
      const digest = digests[index] as string;
      if (this.waiting.has(digest)) throw new ProofError('disclosure-repeated', 'the same disclosure twice');
      this.waiting.set(digest, disclosure);
    }
  }

  object(source: JsonObject, depth: number): JsonObject {
    if (depth > MAX_DEPTH) throw new ProofError('too-large', 'nested too deeply');
    const target: JsonObject = {};
    for (const name of Object.keys(source)) {
      if (name === '_sd') continue;
      if (name === '...' || name === '_sd_alg') throw new ProofError('name-reserved', name);
      target[name] = this.value(source[name] as JsonValue, depth + 1);
    }
    if (Object.hasOwn(source, '_sd')) this.members(source['_sd'] as JsonValue, target, depth);
    return target;
  }

  /** Every disclosure used, or the sender slipped something in. */
  finish(): void {
    if (this.waiting.size > 0) throw new ProofError('disclosure-unreferenced', `${this.waiting.size} without a digest`);
  }

  private value(source: JsonValue, depth: number): JsonValue {
    if (Array.isArray(source)) return this.array(source, depth);
    return isJsonObject(source) ? this.object(source, depth) : source;
  }

  private members(digests: JsonValue, target: JsonObject, depth: number): void {
    if (!Array.isArray(digests)) throw new ProofError('placeholder-malformed', '_sd is not an array');
    for (const digest of digests) {
      const disclosure = this.take(digest);
      if (!disclosure) continue;
      const { name, value } = disclosure;
      if (name === undefined) throw new ProofError('disclosure-malformed', 'two parts for a member of an object');
      if (Object.hasOwn(target, name)) throw new ProofError('name-taken', name);
      target[name] = this.value(value, depth + 1);
    }
  }

  private array(source: readonly JsonValue[], depth: number): JsonValue[] {
    if (depth > MAX_DEPTH) throw new ProofError('too-large', 'nested too deeply');
    const target: JsonValue[] = [];
    for (const element of source) {
      if (!isJsonObject(element) || !Object.hasOwn(element, '...')) {
        target.push(this.value(element, depth + 1));
        continue;
      }
      if (Object.keys(element).length !== 1) throw new ProofError('placeholder-malformed', 'more than one member');
      const disclosure = this.take(element['...'] as JsonValue);
      if (!disclosure) continue;
      if (disclosure.name !== undefined)
        throw new ProofError('disclosure-malformed', 'three parts for an array element');
      target.push(this.value(disclosure.value, depth + 1));
    }
    return target;
  }

  /** The disclosure a digest stands for, or undefined for one that was withheld (or is a decoy). */
  private take(digest: JsonValue): Disclosure | undefined {
    if (typeof digest !== 'string') throw new ProofError('placeholder-malformed', 'a digest is not text');
    if (this.seen.has(digest)) throw new ProofError('digest-repeated', 'the same digest twice');
    this.seen.add(digest);
    const disclosure = this.waiting.get(digest);
    this.waiting.delete(digest);
    return disclosure;
  }
}
