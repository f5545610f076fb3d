import { isJsonObject, parseStrictJson, StrictJsonError } from '#contracts/strict-json';
import { checkNames, isDigest } from './edition-format.ts';
import { ProofError } from './proof-error.ts';

export const BUNDLE_MEDIA_TYPE = 'application/vnd.warifu.bundle+json';

/** Everything needed to check a disclosure offline, but the keys: a bundle never proves its own. */
export interface Bundle {
  /** Issuer JWT, disclosures and key-binding JWT. */
  readonly presentation: string;
  /** Compact JWS. */
  readonly receipt: string;
  /** SHA-256 of the trust file it was made against; the receipt signs the same value. */
  readonly trust: string;
}

const MAX_BUNDLE = 1_100_000;

/** The bundle's text: one spelling, no white space. */
export function bundleText({ presentation, receipt, trust }: Bundle): string {
  return JSON.stringify({ v: 1, presentation, receipt, trust });
}

/**
 * Reads a bundle, or a presentation by itself, from the bytes of a file. Line ends and spaces around the whole are
 * forgiven, inside nothing is. Throws `not-a-disclosure` for bytes that are neither and never were.
 */
export function readBundle(bytes: Uint8Array): Bundle | { readonly presentation: string } {
  if (bytes.length > MAX_BUNDLE) throw new ProofError('too-large', 'bundle over 1.1 MB');
  const text = latin1(bytes).trim();
  if (!text.startsWith('{')) {
    if (!/^[\x21-\x7e]+$/.test(text) || !text.includes('.')) throw new ProofError('not-a-disclosure', 'no token in it');
    return { presentation: text };
  }
  if (!text.includes('"presentation"') && !text.includes('"receipt"'))
    throw new ProofError('not-a-disclosure', 'no bundle in it');
  const value = parse(bytes);
  if (!isJsonObject(value)) throw new ProofError('malformed', 'bundle');
  checkNames(value, 'bundle', ['v', 'presentation', 'receipt', 'trust']);
  const { v, presentation, receipt, trust } = value;
  if (v !== 1 || typeof presentation !== 'string' || typeof receipt !== 'string' || !isDigest(trust))
    throw new ProofError('malformed', 'bundle');
  return { presentation, receipt, trust };
}

function parse(bytes: Uint8Array) {
  try {
    return parseStrictJson(bytes, { maxBytes: MAX_BUNDLE, maxDepth: 1 });
  } catch (cause) {
    if (cause instanceof StrictJsonError) throw new ProofError('json', `bundle: ${cause.reason}`, { cause });
    throw cause;
  }
}

/** Bytes as text one to one, only to look at what kind of file this is. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
