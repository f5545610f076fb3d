import { PDFDocument } from '@cantoo/pdf-lib';
import { crc32, deflateSync } from 'node:zlib';
import { makeZip } from './zip.ts';
import type { ZipPart } from './zip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = {
  xlsx: { part: 'xl/workbook.xml', type: 'spreadsheetml.sheet.main+xml', body: '<workbook><sheets/></workbook>' },
  docx: { part: 'word/document.xml', type: 'wordprocessingml.document.main+xml', body: '<document>規程</document>' },
} as const;

/** The parts of a small honest XLSX or DOCX; add or replace parts to make it dishonest. */
export function officeParts(kind: 'xlsx' | 'docx', more: readonly ZipPart[] = [], types = ''): ZipPart[] {
  const { part, type, body } = MAIN[kind];
  const own: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      data:
        `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ` +
        `ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${part}" ` +
        `ContentType="application/vnd.openxmlformats-officedocument.${type}"/>${types}</Types>`,
    },
    {
      name: '_rels/.rels',
      data:
        `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" ` +
        `Type="${RELATIONS}/officeDocument" Target="${part}"/></Relationships>`,
    },
    { name: part, data: `${XML}${body}` },
  ];
  const replaced = new Set(more.map(({ name }) => name));
  return [...own.filter(({ name }) => !replaced.has(name)), ...more];
}

export const office = (kind: 'xlsx' | 'docx', more: readonly ZipPart[] = [], types = '') =>
  makeZip(officeParts(kind, more, types));

/** A PNG of the given size whose data is never decoded. */
export function png(width = 2, height = 2, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc(height < 100 ? height * (1 + 3 * width) : 10));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...more,
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
}

/** The markers of a JPEG of the given size; its scan holds a stuffed zero and a restart marker. */
export function jpeg(width = 2, height = 2, more: readonly Buffer[] = []): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    jpegSegment(0xe0, Buffer.from('JFIF\0')),
    ...more,
    jpegSegment(0xc0, frame),
    jpegSegment(0xda, Buffer.from('0101003f00', 'hex')),
    Buffer.from('1234ff00ffd056', 'hex'),
    Buffer.from('ffd9', 'hex'),
  ]);
}

export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** A PDF with pages of the given rotations (one upright page by default). */
export async function pdf(
  rotations: readonly number[] = [0],
  prepare?: (document: PDFDocument) => void,
): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont('Helvetica');
  for (const [i, angle] of rotations.entries()) {
    const page = document.addPage([595, 842]);
    page.drawText(`Information security policy, page ${i + 1}`, { x: 60, y: 700, size: 18, font });
    page.setRotation({ type: 'degrees', angle } as never);
  }
  prepare?.(document);
  return Buffer.from(await document.save());
}

/** The same behind a password, as office programs make it. */
export async function encryptedPdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  document.encrypt({ userPassword: 'ひみつ', ownerPassword: 'owner' } as never);
  return Buffer.from(await document.save());
}
