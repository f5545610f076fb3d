import { deflateRawSync } from 'node:zlib';
import { deflatedSpaces } from '../../../test/files/bombs.ts';
import { office, officeParts } from '../../../test/files/documents.ts';
import { refusalOf } from '../../../test/files/expect-refused.ts';
import { makeZip } from '../../../test/files/zip.ts';
import type { ZipPart } from '../../../test/files/zip.ts';
import { inspect } from './index.ts';

const why = (bytes: Buffer, kind = 'xlsx') => refusalOf(() => inspect({ name: `a.${kind}`, mediaType: '', bytes }));
/** An honest XLSX with one more part. */
const withPart = (part: ZipPart) => why(office('xlsx', [part]));

describe('an honest office file', () => {
  it('is taken, stored or deflated, with descriptors, directories and pictures', async () => {
    expect(await why(office('xlsx'))).toBeUndefined();
    expect(await why(office('docx'), 'docx')).toBeUndefined();
    expect(await why(makeZip(officeParts('xlsx').map((part) => ({ ...part, stored: true }))))).toBeUndefined();
    expect(
      await why(
        makeZip(
          officeParts('xlsx').map((part) => ({ ...part, flags: 0x0808 })),
          { gap: Buffer.alloc(16) },
        ),
      ),
    ).toBeUndefined();
    expect(await withPart({ name: 'xl/media/', data: '', stored: true, mode: 0o40755 })).toBeUndefined();
    expect(
      await withPart({ name: 'xl/media/図1.png', data: Buffer.from('89504e47', 'hex'), mode: 0o100644 }),
    ).toBeUndefined();
    expect(
      await withPart({
        name: 'xl/worksheets/sheet1.xml',
        data: `<?xml version="1.0"?><s>${'<c/>'.repeat(500_000)}</s>`,
      }),
    ).toBeUndefined();
  });

  it('is the kind it claims to be', async () => {
    expect(await why(office('docx'), 'xlsx')).toBe('content-mismatch');
    expect(await why(office('xlsx'), 'docx')).toBe('content-mismatch');
    expect(await why(makeZip([{ name: 'a.txt', data: 'a' }]))).toBe('content-mismatch');
    expect(await withPart({ name: '_rels/.rels', data: '<Relationships/>' })).toBe('content-mismatch');
    expect(await withPart({ name: '[Content_Types].xml', data: '<Types><Override' })).toBe('unreadable');
  });
});

describe('a bomb is refused before or while it is unpacked', () => {
  it('one part far too large', async () => {
    expect(await withPart({ name: 'xl/a.xml', data: '', packed: deflatedSpaces(150), size: 150_000_000 })).toBe(
      'archive-too-big',
    );
  });

  it('many parts that are too large together', async () => {
    const size = 3_000_000;
    const filler = Buffer.from(Array.from({ length: size }, (_, i) => 32 + (((i * i) >> 7) % 64)));
    const packed = deflateRawSync(filler, { level: 1 });
    const parts = Array.from({ length: 60 }, (_, i) => ({ name: `xl/media/${i}.dat`, data: '', packed, size }));
    expect(await why(office('xlsx', parts))).toBe('archive-too-big');
  });

  it('a part that says it is small', async () => {
    for (const size of [10, 100_000, 5_000_000]) {
      expect(await withPart({ name: 'xl/a.bin', data: '', packed: deflatedSpaces(50), size })).toBe('archive-unsafe');
    }
  });

  it('too many parts', async () => {
    const parts = Array.from({ length: 20_000 }, (_, i) => ({ name: `xl/${i}.xml`, data: '<a/>', stored: true }));
    expect(await why(office('xlsx', parts))).toBe('archive-too-big');
    expect(await why(office('xlsx', parts.slice(0, 1_990)))).toBeUndefined();
  });

  it('entities that grow', async () => {
    const laughs =
      '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><lolz>&lol2;</lolz>';
    expect(await withPart({ name: 'xl/sharedStrings.xml', data: laughs })).toBe('unsafe-xml');
  });

  it('and memory stays flat', async () => {
    const bomb = office('xlsx', [{ name: 'xl/a.bin', data: '', packed: deflatedSpaces(1_000), size: 60_000_000 }]);
    const before = process.memoryUsage().rss;
    expect(await why(bomb)).toBeDefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a lie is refused', () => {
  const part = { name: 'xl/a.xml', data: '<a>text</a>' };
  it.each([
    ['about the size, upwards', { ...part, size: 12 }],
    ['about the size, downwards', { ...part, size: 3 }],
    ['about the size in front of the data only', { ...part, localSize: 3 }],
    ['about the checksum', { ...part, crc: 1 }],
    ['about the name', { ...part, localName: 'xl/b.xml' }],
    ['about where the data ends', { ...part, packedTail: Buffer.from('hidden') }],
  ])('%s', async (_, lie) => {
    expect(await withPart(lie)).toBe('archive-unsafe');
  });

  it('bytes between the parts, bytes used twice, a comment, a broken part', async () => {
    expect(await why(makeZip(officeParts('xlsx'), { gap: Buffer.from('hidden') }))).toBe('archive-unsafe');
    expect(await why(makeZip(officeParts('xlsx'), { comment: 'PK' }))).toBe('polyglot');
    expect(await withPart({ name: 'xl/a.xml', data: 'abc', packed: Buffer.from('ffffff', 'hex') })).toBe('unreadable');
    const twice = office('xlsx', [
      { name: 'xl/a.bin', data: 'same', stored: true },
      { name: 'xl/b.bin', data: 'same', stored: true },
    ]);
    const [first, second] = [twice.indexOf('xl/a.bin') - 30, twice.indexOf('xl/b.bin') - 30];
    const listed = twice.lastIndexOf('xl/b.bin') - 46 + 42;
    expect(twice.readUInt32LE(listed)).toBe(second);
    twice.writeUInt32LE(first, listed);
    expect(await why(twice)).toBe('archive-unsafe');
  });
});

describe('names inside', () => {
  it.each([
    '../evil',
    'xl/../../evil',
    '/etc/passwd',
    'C:/evil',
    'xl\\..\\evil',
    'xl//a',
    './a',
    'xl/a\0.xml',
    'xl/\u0007',
    '',
  ])('are refused when they point elsewhere: %j', async (name) => {
    expect(await withPart({ name, data: 'x' })).toBe('archive-unsafe');
  });

  it('are unique, whatever their case', async () => {
    expect(
      await why(
        office('xlsx', [
          { name: 'xl/A.xml', data: '<a/>' },
          { name: 'xl/a.xml', data: '<a/>' },
        ]),
      ),
    ).toBe('archive-unsafe');
  });

  it('are no symbolic links or devices', async () => {
    for (const mode of [0o120777, 0o060644, 0o010644]) {
      expect(await withPart({ name: 'xl/link', data: '/etc/passwd', mode })).toBe('archive-unsafe');
    }
  });
});

describe('protected, active and nested content', () => {
  it('encrypted parts and whole encrypted files', async () => {
    expect(await withPart({ name: 'xl/a.xml', data: 'x', flags: 0x0801 })).toBe('encrypted');
    expect(await withPart({ name: 'xl/a.xml', data: 'x', method: 99 })).toBe('encrypted');
    expect(await withPart({ name: 'xl/a.xml', data: 'x', extra: Buffer.from('01990000', 'hex') })).toBe('encrypted');
    const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect(await why(compound)).toBe('content-mismatch');
    expect(await why(Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe('encrypted');
  });

  it('macros by the name of the part and by its type under any name', async () => {
    for (const name of [
      'xl/vbaProject.bin',
      'word/VBAPROJECT.BIN',
      'xl/vbaData.xml',
      'xl/macrosheets/sheet1.xml',
      'xl/activeX/activeX1.xml',
    ]) {
      expect(await withPart({ name, data: '<a/>' })).toBe('macros');
    }
    const renamed = '<Override PartName="/xl/harmless.bin" ContentType="application/vnd.ms-office.vbaProject"/>';
    expect(await why(office('xlsx', [{ name: 'xl/harmless.bin', data: 'x' }], renamed))).toBe('macros');
    const enabled = '<Override PartName="/x" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>';
    expect(await why(office('xlsx', [], enabled))).toBe('macros');
  });

  it('archives, documents, objects and programs inside', async () => {
    expect(await withPart({ name: 'xl/embeddings/a.xlsx', data: office('xlsx'), stored: true })).toBe('archive-nested');
    expect(await withPart({ name: 'xl/media/a.png', data: '%PDF-1.7' })).toBe('archive-nested');
    expect(await withPart({ name: 'word/embeddings/oleObject1.bin', data: 'x' })).toBe('embedded-object');
    expect(await withPart({ name: 'xl/a.dat', data: Buffer.from('d0cf11e0a1b11ae1', 'hex') })).toBe('embedded-object');
    expect(await withPart({ name: 'xl/a.dat', data: 'MZ\u0001\u0002' })).toBe('embedded-object');
  });
});

describe('XML inside', () => {
  it.each([
    ['a document type', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['an entity', '<a/><!ENTITY b "c">'],
    ['on the seam of two pieces', `<a>${' '.repeat(70_000)}<!DOCTYPE a><b/></a>`],
    ['UTF-16', Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from('<!DOCTYPE a><a/>', 'utf16le')])],
    ['UTF-16 that begins like XML', Buffer.from('<a>', 'utf16le')],
    ['UTF-7', '<?xml version="1.0" encoding="UTF-7"?><a/>'],
    ['EBCDIC', Buffer.from('4c6fa79493', 'hex')],
  ])('is refused: %s', async (_, data) => {
    expect(await withPart({ name: 'xl/a.xml', data })).toBe('unsafe-xml');
  });

  it('is found wherever inflating cuts it', async () => {
    for (let before = 16_370; before < 16_400; before++) {
      const data = `<a>${' '.repeat(before)}<!DOCTYPE a>${Array.from({ length: 20_000 }, (_, i) => i).join()}</a>`;
      expect(await withPart({ name: 'xl/a.xml', data })).toBe('unsafe-xml');
    }
  });
});
