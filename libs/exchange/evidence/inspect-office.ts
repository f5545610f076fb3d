import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { watchPart } from './part-scan.ts';
import { FileRefused } from './refusals.ts';
import { checkClaims, unpack } from './zip-content.ts';
import { readZipDirectory } from './zip-directory.ts';
import type { ZipEntry } from './zip-directory.ts';

const MAIN_TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
} as const;

const MACRO_PARTS = /(^|\/)vba(project[^/]*\.bin|data\.xml)$|^xl\/(macrosheets|dialogsheets)\/|(^|\/)activex\//i;
const MACRO_TYPES = /macroenabled|vbaproject|vbadata|activex|macrosheet/i;
const OBJECT_PARTS = /(^|\/)embeddings\/[^/]*\.(bin|exe|dll|js|vbs|hta|lnk|bat|cmd|ps1)$/i;
/** The two lists of an office file that say what it is; real ones have a few kilobytes. */
const MAX_LIST_BYTES = 1024 * 1024;

/**
 * Inspects an XLSX or DOCX (ECMA-376 part 2: a ZIP archive with two lists of its parts) without opening it as an office
 * program would: measured before unpacking, unpacked piece by piece under caps, every part looked at, and at the end
 * it must be the kind it claims to be. Throws {@link FileRefused}.
 */
export async function inspectOffice(bytes: Buffer, kind: 'xlsx' | 'docx'): Promise<void> {
  if (isCompoundFile(bytes)) throw new FileRefused(isProtected(bytes) ? 'encrypted' : 'content-mismatch');
  if (bytes.length < 4 || bytes.readUInt32LE(0) !== 0x04034b50) throw new FileRefused('content-mismatch');
  const entries = readZipDirectory(bytes);
  if (entries.some(({ name }) => MACRO_PARTS.test(name))) throw new FileRefused('macros');
  if (entries.some(({ name }) => OBJECT_PARTS.test(name))) throw new FileRefused('embedded-object');
  checkClaims(entries);

  const lists = new Map<string, string>();
  for (const entry of entries) {
    const text = await lookThrough(entry, isList(entry.name));
    if (text !== undefined) lists.set(entry.name.toLowerCase(), text);
  }
  const types = readTypes(lists.get('[content_types].xml'));
  if (types.all.some((type) => MACRO_TYPES.test(type))) throw new FileRefused('macros');
  const main = mainPart(lists.get('_rels/.rels'));
  const exists = entries.some(({ name }) => name.toLowerCase() === main);
  if (!exists || types.of(main) !== MAIN_TYPES[kind]) throw new FileRefused('content-mismatch');
}

/** Unpacks one part past its watcher; gives the text back when it was asked to keep it. */
async function lookThrough(entry: ZipEntry, keep: boolean): Promise<string | undefined> {
  if (keep && entry.size > MAX_LIST_BYTES) throw new FileRefused('archive-too-big');
  const watch = watchPart(entry.name);
  const kept: Buffer[] = [];
  await unpack(entry, (piece) => {
    watch(piece);
    if (keep) kept.push(piece);
  });
  return keep ? Buffer.concat(kept).toString('utf8') : undefined;
}

function isList(name: string): boolean {
  return /^(\[content_types\]\.xml|_rels\/\.rels)$/i.test(name);
}

type Attributes = Record<string, string | undefined>;

function readTypes(xml: string | undefined): { all: string[]; of(part: string): string | undefined } {
  const types = parseList(xml, 'Types');
  const overrides = elements(types, 'Override').map(
    (e) => [partName(e['@PartName']), e['@ContentType'] ?? ''] as const,
  );
  const defaults = elements(types, 'Default').map(
    (e) => [e['@Extension']?.toLowerCase(), e['@ContentType'] ?? ''] as const,
  );
  const byPart = new Map(overrides);
  const byExtension = new Map(defaults);
  return {
    all: [...overrides, ...defaults].map(([, type]) => type),
    of: (part) => byPart.get(part) ?? byExtension.get(part.split('.').pop()),
  };
}

/** The part an office program would open: the target of the relationship `officeDocument`, transitional or strict. */
function mainPart(xml: string | undefined): string {
  const relationships = elements(parseList(xml, 'Relationships'), 'Relationship');
  const main = relationships.filter((e) => e['@Type']?.endsWith('/officeDocument') && e['@TargetMode'] !== 'External');
  if (main.length !== 1) throw new FileRefused('content-mismatch');
  return partName(main[0]?.['@Target']);
}

function partName(name: string | undefined): string {
  return (name ?? '').replace(/^\//, '').toLowerCase();
}

/** Reads one of the two lists: well-formed, with the root it must have; entities stay as they are written. */
function parseList(xml: string | undefined, root: string): Record<string, unknown> {
  if (!xml || XMLValidator.validate(xml) !== true) throw new FileRefused(xml ? 'unreadable' : 'content-mismatch');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    processEntities: false,
    parseAttributeValue: false,
    isArray: (name, _path, _leaf, isAttribute) => !isAttribute && name !== root && name !== '?xml',
  });
  const found: unknown = (parser.parse(xml) as Record<string, unknown>)[root];
  if (typeof found !== 'object' || found === null) throw new FileRefused('content-mismatch');
  return found as Record<string, unknown>;
}

function elements(parent: Record<string, unknown>, name: string): Attributes[] {
  const found = parent[name];
  return Array.isArray(found) ? found.filter((e): e is Attributes => typeof e === 'object' && e !== null) : [];
}

/** Old Office files and encrypted new ones are compound files (MS-CFB), not archives. */
function isCompoundFile(bytes: Buffer): boolean {
  return bytes.toString('hex', 0, 8) === 'd0cf11e0a1b11ae1';
}

/** A new Office file behind a password is a compound file with one stream of this name (MS-OFFCRYPTO §2.3.4.4). */
function isProtected(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}
