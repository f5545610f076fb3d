import { isMap, isScalar, parseDocument, visit, type Document } from 'yaml';
import { ImportRefused } from './import-refused.ts';
import { checkName, sourceText } from './source-text.ts';

const LIMITS = { megabytes: 0.25, line: 8000, indent: 100, onOneLine: 16, flow: 32 };

/**
 * One YAML 1.2 document as plain data: no anchors used twice, no tags, no directives, no merge keys, no repeated or
 * reserved names. Throws `ImportRefused`.
 */
export function yamlDocument(source: Uint8Array | string): unknown {
  const text = sourceText(source, LIMITS.megabytes);
  checkShape(text);
  // uniqueKeys would compare every key with every other; `checkNodes` finds repetitions in one pass.
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    stringKeys: true,
    prettyErrors: false,
  });
  const [problem] = document.errors;
  if (problem) throw new ImportRefused('not-well-formed', `The file is not valid YAML (${problem.code}).`);
  checkNodes(document);
  return document.toJS({ maxAliasCount: 0 });
}

/**
 * Looks at the text before the parser does. The parser calls itself once per nesting level and keeps every error, so a
 * few kilobytes of "- - - -" exhaust the stack and a run of tags keeps it busy for minutes.
 */
function checkShape(text: string) {
  let flow = 0;
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (line.length > LIMITS.line) throw new ImportRefused('too-large', 'A line of the file is too long.');
    if (line.startsWith('%')) throw new ImportRefused('directive', 'YAML directives are not read.');
    const start = /^(?:[ \t]|[-?:](?=[ \t]|$))*/.exec(line)?.[0] ?? '';
    if (start.length > LIMITS.indent || count(start, /[-?:]/g) > LIMITS.onOneLine) throw tooDeep();
    if (count(line, /(?:^|[\s[{,])[!&*](?=\S)/g) > LIMITS.onOneLine)
      throw new ImportRefused('tag', 'Too many tags or anchors.');
    for (const bracket of line.match(/[[\]{}]/g) ?? []) {
      flow = Math.max(0, flow + ('[{'.includes(bracket) ? 1 : -1));
      if (flow > LIMITS.flow) throw tooDeep();
    }
  }
}

function checkNodes(document: Document.Parsed) {
  if (document.directives.yaml.explicit) throw new ImportRefused('directive', 'YAML directives are not read.');
  visit(document, {
    Alias: () => {
      throw new ImportRefused('alias', 'YAML aliases are not read.');
    },
    Node: (_, node) => {
      if ('tag' in node && node.tag !== undefined) throw new ImportRefused('tag', 'YAML tags are not read.');
      if (isMap(node)) checkKeys(node.items.map(({ key }) => (isScalar(key) ? String(key.value) : '')));
    },
  });
}

function checkKeys(keys: readonly string[]) {
  const seen = new Set<string>();
  for (const key of keys) {
    checkName(key);
    if (key === '<<') throw new ImportRefused('reserved-name', 'YAML merge keys are not read.');
    if (seen.has(key)) throw new ImportRefused('duplicate-name', `The name ${key.slice(0, 40)} occurs twice.`);
    seen.add(key);
  }
}

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;
const tooDeep = () => new ImportRefused('too-deep', 'The file is nested too deeply.');
