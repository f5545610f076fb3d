import { ImportRefused } from './import-refused.ts';
import { checkName, sourceText } from './source-text.ts';

const LIMITS = { megabytes: 8, depth: 64 };

/** JSON text as plain data: no repeated or reserved names, bounded size and depth. Throws `ImportRefused`. */
export function jsonDocument(source: Uint8Array | string): unknown {
  const text = sourceText(source, LIMITS.megabytes);
  checkDepth(text);
  const value = parsed(text);
  checkNames(text);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ImportRefused('not-well-formed', 'The file is not valid JSON.', { cause });
  }
}

/** Before parsing, so that nothing deep ever exists in memory. In text that is not JSON the count means nothing and harms nothing. */
function checkDepth(text: string) {
  let depth = 0;
  for (const { mark } of marks(text)) {
    if (mark === '{' || mark === '[') depth += 1;
    if (mark === '}' || mark === ']') depth -= 1;
    if (depth > LIMITS.depth) throw new ImportRefused('too-deep', 'The file is nested too deeply.');
  }
}

/** `JSON.parse` keeps the last of two equal names; a reader who keeps the first would see another catalogue. */
function checkNames(text: string) {
  const open: Set<string>[] = [];
  let last = '';
  for (const { mark, from, to } of marks(text)) {
    if (mark === '{' || mark === '[') open.push(new Set());
    if (mark === '}' || mark === ']') open.pop();
    if (mark === ':') addName(open.at(-1), JSON.parse(last) as string);
    if (mark === '"') last = text.slice(from, to);
  }
}

function addName(names: Set<string> | undefined, name: string) {
  checkName(name);
  if (names?.has(name))
    throw new ImportRefused('duplicate-name', `The name ${name.slice(0, 40)} occurs twice in one object.`);
  names?.add(name);
}

/** Brackets, colons and whole strings, in order, each character looked at once. A regular expression would overflow on long strings. */
function* marks(text: string) {
  for (let from = 0; from < text.length; from++) {
    const mark = text.charAt(from);
    if (mark === '"') {
      const to = endOfString(text, from);
      yield { mark, from, to };
      from = to - 1;
    } else if ('{}[]:'.includes(mark)) yield { mark, from, to: from + 1 };
  }
}

function endOfString(text: string, start: number) {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
