import { type JsonRefusal, type JsonValue, parseStrictJson, StrictJsonError } from '#contracts/strict-json';
import { type ImportRefusal, ImportRefused } from './import-refused.ts';
import { checkName, sourceText } from './source-text.ts';

const LIMITS = { megabytes: 8, depth: 64 };

/** JSON text as plain data: no repeated or reserved names, bounded size and depth. Throws `ImportRefused`. */
export function jsonDocument(source: Uint8Array | string): JsonValue {
  const text = sourceText(source, LIMITS.megabytes);
  const value = parsed(text);
  checkNames(value);
  return value;
}

/** Measures and other people's numbers may be of any size: nothing here counts with them. */
function parsed(text: string): JsonValue {
  try {
    return parseStrictJson(text, { maxBytes: text.length, maxDepth: LIMITS.depth, floats: true, bigIntegers: true });
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    const [reason, words] = refusals[cause.reason] ?? ['not-well-formed', 'The file is not valid JSON.'];
    throw new ImportRefused(reason, words, { cause });
  }
}

/** Whatever is not listed makes the text no JSON that every reader understands alike. */
const refusals: { readonly [reason in JsonRefusal]?: readonly [ImportRefusal, string] } = {
  'too-deep': ['too-deep', 'The file is nested too deeply.'],
  'duplicate-name': ['duplicate-name', 'A name occurs twice in one object.'],
  'forbidden-name': ['reserved-name', 'A name in the file is not allowed.'],
  'lone-surrogate': ['not-a-catalogue', 'A text in the file holds half a character.'],
};

function checkNames(value: JsonValue) {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    checkName(name);
    checkNames(member);
  }
}
