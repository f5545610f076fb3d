import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ImportRefused } from './import-refused.ts';
import { sourceText } from './source-text.ts';

const LIMITS = { megabytes: 8, depth: 64 };

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/**
 * The root element of an XML file, read without DTD and without entities but the five of XML itself. Anything that
 * begins like a declaration is refused before a parser sees it, in comments too: there it has no business either.
 * Throws `ImportRefused`.
 */
export function xmlDocument(source: Uint8Array | string): XmlElement {
  const text = sourceText(source, LIMITS.megabytes);
  if (/<!(?!--|\[CDATA\[)/u.test(text))
    throw new ImportRefused('doctype', 'XML with a document type or entities is not read.');
  const encoding = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)/.exec(text)?.[1];
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
    throw new ImportRefused('encoding', 'XML must be in UTF-8.');
  // The parser closes whatever is open at any end tag; only the validator notices that the names differ.
  if (XMLValidator.validate(text) !== true) throw notWellFormed();
  const roots = parsed(text)
    .map(elementOf)
    .filter((node) => typeof node !== 'string');
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw notWellFormed();
  return root;
}

type OrderedNode = Record<string, unknown>;

function parsed(text: string): OrderedNode[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    cdataPropName: '#cdata',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: LIMITS.depth,
  });
  try {
    return parser.parse(text) as OrderedNode[];
  } catch (cause) {
    const tooDeep = cause instanceof Error && /nested tags/i.test(cause.message);
    throw tooDeep ? new ImportRefused('too-deep', 'The file is nested too deeply.', { cause }) : notWellFormed(cause);
  }
}

function elementOf(node: OrderedNode): XmlElement | string {
  if ('#text' in node) return decoded(String(node['#text']));
  if ('#cdata' in node) return textIn(node['#cdata'] as OrderedNode[]);
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined) throw notWellFormed();
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>);
  return {
    name,
    attributes: new Map(attributes.map(([key, value]) => [key.slice(1), decoded(value)])),
    children: (node[name] as OrderedNode[]).map(elementOf),
  };
}

const textIn = (nodes: OrderedNode[]) =>
  nodes.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join('');

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string) {
  return text.replace(/&([^;&\s]*);?/g, (entity, name: string) => {
    const known = entity.endsWith(';') ? (NAMED[name] ?? characterOf(name)) : undefined;
    if (known === undefined) throw new ImportRefused('entity', `The entity ${entity.slice(0, 40)} is not read.`);
    return known;
  });
}

function characterOf(name: string) {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
  if (hex === undefined && decimal === undefined) return undefined;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter =
    code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && (code >= 0x20 || [9, 10, 13].includes(code));
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

const notWellFormed = (cause?: unknown) =>
  new ImportRefused('not-well-formed', 'The file is not well-formed XML.', { cause });
