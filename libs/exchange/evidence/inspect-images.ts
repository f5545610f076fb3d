import { crc32 } from 'node:zlib';
import { refuseHiddenZip } from './hidden-zip.ts';
import { FileRefused } from './refusals.ts';

/** 40 megapixels: more than a phone's photograph, and 160 MB when somebody decodes it. */
const MAX_PIXELS = 40_000_000;

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Reads the structure of a PNG (ISO/IEC 15948) without decoding a pixel: header first, data present, every checksum
 * right, and nothing after the end. Throws {@link FileRefused}.
 */
export function inspectPng(bytes: Buffer): void {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) throw new FileRefused('content-mismatch');
  const seen = new Set<string>();
  let at = 8;
  while (!seen.has('IEND')) {
    if (at + 12 > bytes.length) throw new FileRefused('unreadable');
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new FileRefused('unreadable');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw new FileRefused('unreadable');
    if ((type === 'IHDR') !== (at === 8)) throw new FileRefused('unreadable');
    if (type === 'IHDR') readHeader(bytes.subarray(at + 8, end - 4));
    seen.add(type);
    at = end;
  }
  if (!seen.has('IDAT')) throw new FileRefused('unreadable');
  if (at !== bytes.length) throw new FileRefused('polyglot');
  refuseHiddenZip(bytes);
}

function readHeader(header: Buffer): void {
  if (header.length !== 13) throw new FileRefused('unreadable');
  checkPixels(header.readUInt32BE(0), header.readUInt32BE(4));
}

/**
 * Reads the markers of a JPEG (ITU-T T.81 Annex B): a frame header within the pixel limit, scans, and an end with
 * nothing after it. Phones append further whole pictures and announce them (CIPA DC-007, "MPF"); those are read the
 * same way. Throws {@link FileRefused}.
 */
export function inspectJpeg(bytes: Buffer): void {
  if (!startsJpeg(bytes, 0)) throw new FileRefused('content-mismatch');
  const first = readJpeg(bytes, 0);
  let at = skipZeros(bytes, first.end);
  for (let more = 0; first.announcesMore && more < 16 && startsJpeg(bytes, at); more++) {
    at = skipZeros(bytes, readJpeg(bytes, at).end);
  }
  if (at !== bytes.length) throw new FileRefused('polyglot');
  refuseHiddenZip(bytes);
}

function readJpeg(bytes: Buffer, start: number): { end: number; announcesMore: boolean } {
  let at = start + 2;
  let framed = false;
  let scanned = false;
  let announcesMore = false;
  for (;;) {
    if (bytes[at] !== 0xff) throw new FileRefused('unreadable');
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === 0xd9) break;
    if (marker === undefined || at + 2 > bytes.length) throw new FileRefused('unreadable');
    const length = bytes.readUInt16BE(at);
    const segment = bytes.subarray(at + 2, at + length);
    if (length < 2 || at + length > bytes.length) throw new FileRefused('unreadable');
    if (isFrame(marker)) {
      if (framed || segment.length < 6) throw new FileRefused('unreadable');
      checkPixels(segment.readUInt16BE(3), segment.readUInt16BE(1));
      framed = true;
    }
    if (marker === 0xe2 && segment.toString('latin1', 0, 4) === 'MPF\0') announcesMore = true;
    at += length;
    if (marker === 0xda) {
      scanned = true;
      at = skipScan(bytes, at);
    }
  }
  if (!framed || !scanned) throw new FileRefused('unreadable');
  return { end: at, announcesMore };
}

/** SOF0 to SOF15, without the tables that share the range (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** From the first byte of scan data to the next marker; stuffed zeros and restart markers belong to the scan. */
function skipScan(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at !== -1) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  throw new FileRefused('unreadable');
}

function startsJpeg(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff;
}

function skipZeros(bytes: Buffer, at: number): number {
  while (bytes[at] === 0) at++;
  return at;
}

function checkPixels(width: number, height: number): void {
  // A JPEG may leave its height to a later marker (DNL); nobody writes that today, and it would dodge the limit.
  if (width === 0 || height === 0) throw new FileRefused('unreadable');
  if (width * height > MAX_PIXELS) throw new FileRefused('too-many-pixels');
}
