import { FileRefused } from './refusals.ts';

/** More parts than any office file we know of has. */
const MAX_ENTRIES = 2_000;

const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const FLAG_ENCRYPTED = 0x0001;
const FLAG_DESCRIPTOR = 0x0008;
const FLAG_STRONG_ENCRYPTION = 0x0040;
const FLAG_MASKED_DIRECTORY = 0x2000;
const AES_EXTRA = 0x9901;
/** A data descriptor after the data: with or without signature, with 32- or 64-bit sizes; or none. */
const DESCRIPTOR_BYTES = [0, 12, 16, 20, 24];

/** One file of an archive, its claims checked against each other but not yet against its content. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; nothing else is taken. */
  readonly method: 0 | 8;
  /** The bytes as they lie in the archive, a view. */
  readonly packed: Buffer;
  /** What the archive claims: bytes when unpacked, and their CRC-32. */
  readonly size: number;
  readonly crc: number;
}

/**
 * Reads the central directory of a ZIP archive (APPNOTE 6.3.10) and unpacks nothing. Stricter than programs that open
 * archives, because every byte has to have one meaning: the parts follow each other without gap or overlap from the
 * first byte to the last, both headers of a part agree, names stay inside and are unique, nothing is a link or
 * encrypted. 64-bit, split and commented archives are not needed for 25 MB. Throws {@link FileRefused}.
 */
export function readZipDirectory(bytes: Buffer): ZipEntry[] {
  const directory = findDirectory(bytes);
  const names = new Set<string>();
  const places: { from: number; to: number; descriptor: boolean }[] = [];
  const entries: ZipEntry[] = [];
  let at = directory.start;
  for (let i = 0; i < directory.count; i++) {
    const central = readCentral(bytes, at, directory.end);
    checkName(central.name, names);
    if (central.isLink) throw new FileRefused('archive-unsafe');
    const { from, dataStart } = checkLocal(bytes, central, directory.start);
    const to = dataStart + central.packedSize;
    if (to > directory.start) throw new FileRefused('unreadable');
    places.push({ from, to, descriptor: central.hasDescriptor });
    const { name, method, size, crc } = central;
    entries.push({ name, method, size, crc, packed: bytes.subarray(dataStart, to) });
    at = central.next;
  }
  if (at !== directory.end) throw new FileRefused('unreadable');
  checkPlaces(places, directory.start);
  return entries;
}

/** The end record must be the last thing in the file: one with something behind it is half of a polyglot. */
function findDirectory(bytes: Buffer): { start: number; end: number; count: number } {
  const end = bytes.length - END_BYTES;
  if (end < 0) throw new FileRefused('unreadable');
  if (bytes.readUInt32LE(end) !== 0x06054b50) {
    throw new FileRefused(bytes.includes('PK\u0005\u0006', 0, 'latin1') ? 'polyglot' : 'unreadable');
  }
  const count = bytes.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw new FileRefused('archive-too-big');
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  const oneDisk = bytes.readUInt32LE(end + 4) === 0 && bytes.readUInt16LE(end + 8) === count;
  if (!oneDisk || bytes.readUInt16LE(end + 20) !== 0 || start + size !== end || count === 0) {
    throw new FileRefused('unreadable');
  }
  return { start, end, count };
}

interface Central {
  readonly name: string;
  readonly flags: number;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localAt: number;
  readonly isLink: boolean;
  readonly hasDescriptor: boolean;
  readonly next: number;
}

function readCentral(bytes: Buffer, at: number, end: number): Central {
  if (at + CENTRAL_BYTES > end || bytes.readUInt32LE(at) !== 0x02014b50) throw new FileRefused('unreadable');
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const nameEnd = at + CENTRAL_BYTES + bytes.readUInt16LE(at + 28);
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
  const next = extraEnd + bytes.readUInt16LE(at + 32);
  if (next > end) throw new FileRefused('unreadable');
  const extras = extraIds(bytes.subarray(nameEnd, extraEnd));
  const encrypted = FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED_DIRECTORY;
  if ((flags & encrypted) !== 0 || method === 99 || extras.includes(AES_EXTRA)) throw new FileRefused('encrypted');
  if (method !== 0 && method !== 8) throw new FileRefused('unreadable');
  if (bytes.readUInt16LE(at + 34) !== 0) throw new FileRefused('unreadable');
  return {
    name: readName(bytes.subarray(at + CENTRAL_BYTES, nameEnd)),
    flags,
    method,
    crc: bytes.readUInt32LE(at + 16),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    localAt: bytes.readUInt32LE(at + 42),
    // The upper half holds Unix mode bits; 0xa000 is a symbolic link. Other kinds of device look no better.
    isLink: ![0, 0x4000, 0x8000].includes((bytes.readUInt32LE(at + 38) >>> 16) & 0xf000),
    hasDescriptor: (flags & FLAG_DESCRIPTOR) !== 0,
    next,
  };
}

/** The header in front of the data must say what the directory says; streamed archives leave sizes open there. */
function checkLocal(bytes: Buffer, central: Central, end: number): { from: number; dataStart: number } {
  const from = central.localAt;
  if (from + LOCAL_BYTES > end || bytes.readUInt32LE(from) !== 0x04034b50) throw new FileRefused('unreadable');
  const nameEnd = from + LOCAL_BYTES + bytes.readUInt16LE(from + 26);
  const dataStart = nameEnd + bytes.readUInt16LE(from + 28);
  if (dataStart > end) throw new FileRefused('unreadable');
  const claims = [
    [bytes.readUInt32LE(from + 14), central.crc],
    [bytes.readUInt32LE(from + 18), central.packedSize],
    [bytes.readUInt32LE(from + 22), central.size],
  ];
  const left = central.hasDescriptor ? [0, 0xffffffff] : [0xffffffff];
  const agrees =
    bytes.readUInt16LE(from + 6) === central.flags &&
    bytes.readUInt16LE(from + 8) === central.method &&
    readName(bytes.subarray(from + LOCAL_BYTES, nameEnd)) === central.name &&
    claims.every(([local, listed]) => local === listed || left.includes(local ?? -1));
  if (!agrees) throw new FileRefused('archive-unsafe');
  return { from, dataStart };
}

/** From the first byte to the directory, one part after the other: no gap to hide in, no bytes used twice. */
function checkPlaces(places: { from: number; to: number; descriptor: boolean }[], directoryStart: number): void {
  const inOrder = places.toSorted((a, b) => a.from - b.from);
  if (inOrder[0]?.from !== 0) throw new FileRefused('polyglot');
  for (const [i, { to, descriptor }] of inOrder.entries()) {
    const gap = (inOrder[i + 1]?.from ?? directoryStart) - to;
    if (!(descriptor ? DESCRIPTOR_BYTES : [0]).includes(gap)) throw new FileRefused('archive-unsafe');
  }
}

function checkName(name: string, names: Set<string>): void {
  const key = name.toLowerCase().replace(/\/$/, '');
  const steps = key.split('/');
  const escapes = steps.some((step) => step === '' || step === '.' || step === '..') || /^[a-z]:/.test(key);
  // oxlint-disable-next-line no-control-regex
  if (escapes || /[\\\u0000-\u001f\u007f]/.test(name) || names.has(key)) throw new FileRefused('archive-unsafe');
  names.add(key);
}

function readName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FileRefused('archive-unsafe');
  }
}

/** The ids of an extra field, whose parts must fill it exactly. */
function extraIds(extra: Buffer): number[] {
  const ids: number[] = [];
  let at = 0;
  while (at < extra.length) {
    if (at + 4 > extra.length) throw new FileRefused('unreadable');
    ids.push(extra.readUInt16LE(at));
    at += 4 + extra.readUInt16LE(at + 2);
  }
  if (at !== extra.length) throw new FileRefused('unreadable');
  return ids;
}
