import { readFileSync, statSync } from 'node:fs';
import { isJsonObject, type JsonValue, parseStrictJson } from '#contracts/strict-json';
import { type NamedKey, ProofError, readPublicJwk } from '#proof';

/** Input nobody can judge: no such file, not a key, not a time. The process ends with 2. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

const MAX_FILE = 67_108_864;

/** The bytes of a file, or of standard input for `-`. */
export function readInput(file: string): Uint8Array {
  try {
    if (file !== '-' && statSync(file).size > MAX_FILE) throw new Unusable(`${file}: over 64 MiB`);
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    if (cause instanceof Unusable) throw cause;
    throw new Unusable(`${file}: ${(cause as NodeJS.ErrnoException).code ?? 'cannot be read'}`, { cause });
  }
}

/**
 * `--at`: ISO 8601 with a zone, a date (its beginning in Japan), or seconds since 1970; without it, now. Gives NumericDate
 * seconds.
 */
export function readTime(text: string | undefined): number {
  if (text === undefined) return Math.floor(Date.now() / 1000);
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+09:00` : text;
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(iso);
  const time = zoned ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) throw new Unusable(`--at ${text}: not a time with a zone, a date, or seconds since 1970`);
  return Math.floor(time / 1000);
}

/** The keys of a JWK or a JWK set that can check signatures here: P-256 and Ed25519. None is unusable. */
export function readKeys(file: string): NamedKey[] {
  const value = parseKeyFile(file);
  const candidates = isJsonObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value];
  const keys = candidates.flatMap((each) => {
    try {
      const jwk = readPublicJwk(each);
      const kid = isJsonObject(each) ? each['kid'] : undefined;
      return typeof kid === 'string' ? [{ kid, jwk }] : [{ jwk }];
    } catch (cause) {
      if (cause instanceof ProofError) return [];
      throw cause;
    }
  });
  if (keys.length === 0) throw new Unusable(`${file}: no ES256 (P-256) or Ed25519 key in it`);
  return keys;
}

function parseKeyFile(file: string): JsonValue {
  try {
    return parseStrictJson(readInput(file), { floats: true });
  } catch (cause) {
    if (cause instanceof Unusable) throw cause;
    throw new Unusable(`${file}: not JSON`, { cause });
  }
}
