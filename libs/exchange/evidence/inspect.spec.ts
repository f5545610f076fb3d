import { encryptedPdf, jpeg, office, pdf, png } from '../../../test/files/documents.ts';
import { refusalOf } from '../../../test/files/expect-refused.ts';
import { makeZip } from '../../../test/files/zip.ts';
import { fileKinds, FileRefused, fileRefusals, inspect, MAX_FILE_BYTES } from './index.ts';

const take = (name: string, bytes: Buffer | string, mediaType = '') =>
  inspect({ name, mediaType, bytes: Buffer.from(bytes as string) });
const why = (name: string, bytes: Buffer | string, mediaType = '') => refusalOf(() => take(name, bytes, mediaType));

describe('an honest file', () => {
  it.each([
    ['方針.pdf', 'application/pdf', () => pdf(), { kind: 'pdf', pdf: 'plain' }],
    ['図.PNG', 'image/png', () => png(), { kind: 'png' }],
    ['写真.jpg', 'image/jpeg', () => jpeg(), { kind: 'jpeg' }],
    ['写真.jpeg', 'image/pjpeg', () => jpeg(), { kind: 'jpeg' }],
    ['台帳.xlsx', fileKinds.xlsx.mediaType, () => office('xlsx'), { kind: 'xlsx' }],
    ['規程.docx', fileKinds.docx.mediaType, () => office('docx'), { kind: 'docx' }],
    ['一覧.csv', 'application/vnd.ms-excel', () => '番号,項目\r\n1,方針\r\n', { kind: 'csv', encoding: 'utf-8' }],
    ['メモ.txt', 'text/plain; charset=utf-8', () => 'メモ\n', { kind: 'txt', encoding: 'utf-8' }],
    ['メモ.txt', 'application/octet-stream', () => 'メモ\n', { kind: 'txt', encoding: 'utf-8' }],
  ])('is taken: %s declared as %s', async (name, mediaType, make, expected) => {
    expect(await inspect({ name, mediaType, bytes: Buffer.from((await make()) as string) })).toEqual(expected);
  });
});

describe('name, declared type and content', () => {
  it.each([
    'a.exe',
    'a.svg',
    'a.html',
    'a.xls',
    'a.xlsm',
    'a.zip',
    'a',
    '',
    '.pdf.',
    'a.pdf.exe',
    'a.pd\u202ef',
    'a.pdf\0',
  ])('refuses by name: %j', async (name) => {
    await expect(take(name, 'x')).rejects.toMatchObject({ reason: 'unsupported-type', field: 'name' });
  });

  it.each([
    ['a.pdf', 'text/html'],
    ['a.pdf', 'image/png'],
    ['a.png', 'image/svg+xml'],
    ['a.txt', 'text/csv'],
    ['a.docx', 'application/zip'],
    ['a.xlsx', 'application/vnd.ms-excel'],
  ])('refuses %s declared as %s', async (name, mediaType) => {
    await expect(take(name, 'x', mediaType)).rejects.toMatchObject({ reason: 'type-mismatch', field: 'mediaType' });
  });

  it('refuses every kind under the name of every other', async () => {
    const contents = {
      pdf: await pdf(),
      png: png(),
      jpg: jpeg(),
      xlsx: office('xlsx'),
      docx: office('docx'),
      html: Buffer.from('<!DOCTYPE html><script>alert(1)</script>'),
      exe: Buffer.from('MZ\u0090\u0000\u0003', 'latin1'),
      elf: Buffer.from('\u007fELF\u0002\u0001', 'latin1'),
    };
    for (const [content, bytes] of Object.entries(contents)) {
      for (const extension of ['pdf', 'png', 'jpg', 'xlsx', 'docx', 'csv', 'txt']) {
        if (content === extension) continue;
        expect({ content, extension, refused: (await why(`a.${extension}`, bytes)) !== undefined }).toEqual({
          content,
          extension,
          refused: true,
        });
      }
    }
  });

  it('refuses nothing at all and too much, before looking at it', async () => {
    expect(await why('a.pdf', '')).toBe('empty');
    expect(await why('a.pdf', Buffer.alloc(MAX_FILE_BYTES + 1, 0x20))).toBe('too-large');
    expect(await why('a.txt', Buffer.alloc(MAX_FILE_BYTES, 0x20))).toBeUndefined();
  });
});

describe('two files in one', () => {
  const zip = makeZip([{ name: 'evil.js', data: 'alert(1)' }]);

  it('a picture with an archive behind it', async () => {
    expect(await why('a.png', Buffer.concat([png(), zip]))).toBe('polyglot');
    expect(await why('a.jpg', Buffer.concat([jpeg(), zip]))).toBe('polyglot');
  });

  it('a PDF with something before or behind it', async () => {
    const honest = await pdf();
    expect(await why('a.pdf', Buffer.concat([Buffer.from('<html>'), honest]))).toBe('polyglot');
    expect(await why('a.pdf', Buffer.concat([Buffer.from('\n'), honest]))).toBe('polyglot');
    expect(await why('a.pdf', Buffer.concat([honest, Buffer.from('<script>alert(1)</script>')]))).toBe('polyglot');
    expect(await why('a.pdf', Buffer.concat([honest, zip, Buffer.from('\n%%EOF\n')]))).toBe('polyglot');
    expect(await take('a.pdf', Buffer.concat([honest, Buffer.from('\r\n\0\0')]))).toEqual({
      kind: 'pdf',
      pdf: 'plain',
    });
  });

  it('an office file with something before or behind it', async () => {
    const honest = office('xlsx');
    expect(await why('a.xlsx', Buffer.concat([Buffer.from('GIF89a'), honest]))).toBe('content-mismatch');
    expect(await why('a.xlsx', Buffer.concat([honest, Buffer.from('%PDF-1.7')]))).toBe('polyglot');
  });
});

describe('PDFs handled by name', () => {
  it('encrypted', async () => {
    expect(await take('a.pdf', await encryptedPdf())).toEqual({ kind: 'pdf', pdf: 'encrypted' });
  });

  it('signed', async () => {
    const signature = '9 0 obj\n<< /Type /Sig /ByteRange [0 10 20 30] /Contents <00> >>\nendobj\n';
    const signed = Buffer.concat([await pdf(), Buffer.from(`${signature}%%EOF\n`)]);
    expect(await take('a.pdf', signed)).toEqual({ kind: 'pdf', pdf: 'signed' });
  });

  it('broken: no end, no pages, only a header, noise', async () => {
    const honest = await pdf();
    const broken = [
      honest.subarray(0, honest.length >> 1),
      Buffer.from('%PDF-1.7\n%%EOF\n'),
      Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF'),
      Buffer.from(`%PDF-1.4\n${'[<<('.repeat(5_000)}\n%%EOF`),
    ];
    for (const bytes of broken) expect(await take('a.pdf', bytes)).toEqual({ kind: 'pdf', pdf: 'broken' });
  });
});

describe('whatever the bytes', () => {
  it('there is an answer or a refusal of the list, never another error', async () => {
    const seeds: [string, Buffer][] = [
      ['a.png', png()],
      ['a.jpg', jpeg()],
      ['a.xlsx', office('xlsx')],
      ['a.docx', office('docx')],
      ['a.csv', Buffer.from('あ,い\n')],
    ];
    for (const [name, seed] of seeds) {
      for (let at = 0; at < seed.length; at++) {
        for (const value of [0x00, 0xff, seed.readUInt8(at) ^ 0x10]) {
          const bytes = Buffer.from(seed);
          bytes.writeUInt8(value, at);
          await why(name, bytes);
        }
        await why(name, seed.subarray(0, at));
      }
    }
  });

  it('every refusal has words in both languages, and a refusal carries none of the file', () => {
    for (const { ja, en } of Object.values(fileRefusals)) {
      expect(ja).toMatch(/[ぁ-ん]/);
      expect(en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(new FileRefused('macros')).toMatchObject({
      reason: 'macros',
      field: 'file',
      message: fileRefusals.macros.en,
    });
  });
});
