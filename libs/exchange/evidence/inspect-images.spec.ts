import { jpeg, jpegSegment, png, pngChunk } from '../../../test/files/documents.ts';
import { refusalOf } from '../../../test/files/expect-refused.ts';
import { inspectJpeg, inspectPng } from './inspect-images.ts';

const whyPng = (bytes: Buffer) => refusalOf(() => inspectPng(bytes));
const whyJpeg = (bytes: Buffer) => refusalOf(() => inspectJpeg(bytes));

describe('a PNG', () => {
  it('is taken up to 40 million pixels', async () => {
    expect(await whyPng(png())).toBeUndefined();
    expect(await whyPng(png(8_000, 5_000))).toBeUndefined();
    expect(await whyPng(png(8_000, 5_001))).toBe('too-many-pixels');
    expect(await whyPng(png(0xffffffff, 0xffffffff))).toBe('too-many-pixels');
    expect(await whyPng(png(0, 10))).toBe('unreadable');
  });

  it('is refused when its structure is broken', async () => {
    const honest = png();
    expect(await whyPng(honest.subarray(0, -1))).toBe('unreadable');
    expect(await whyPng(honest.subarray(0, 8))).toBe('unreadable');
    expect(await whyPng(png(2, 2, [pngChunk('IHDR', Buffer.alloc(13, 1))]))).toBe('unreadable');
    const badSum = Buffer.from(honest);
    badSum.writeUInt8(badSum.readUInt8(20) ^ 1, 20);
    expect(await whyPng(badSum)).toBe('unreadable');
    const empty = Buffer.concat([honest.subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))]);
    expect(await whyPng(empty)).toBe('unreadable');
  });

  it('may carry text, but nothing behind its end', async () => {
    expect(await whyPng(png(2, 2, [pngChunk('tEXt', Buffer.from('Comment\0<script>'))]))).toBeUndefined();
    expect(await whyPng(Buffer.concat([png(), Buffer.of(0)]))).toBe('polyglot');
  });

  it('hides no archive in a text', async () => {
    const end = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);
    expect(await whyPng(png(2, 2, [pngChunk('tEXt', Buffer.concat([Buffer.from('a\0'), end]))]))).toBe('polyglot');
  });
});

describe('a JPEG', () => {
  it('is taken up to 40 million pixels', async () => {
    expect(await whyJpeg(jpeg())).toBeUndefined();
    expect(await whyJpeg(jpeg(8_000, 5_000))).toBeUndefined();
    expect(await whyJpeg(jpeg(65_000, 65_000))).toBe('too-many-pixels');
    expect(await whyJpeg(jpeg(100, 0))).toBe('unreadable');
  });

  it('is refused when its structure is broken', async () => {
    const honest = jpeg();
    for (let end = 3; end < honest.length; end++) expect(await whyJpeg(honest.subarray(0, end))).toBe('unreadable');
    expect(await whyJpeg(Buffer.from('ffd8ffd9', 'hex'))).toBe('unreadable');
    expect(await whyJpeg(jpeg(2, 2, [jpegSegment(0xc2, Buffer.from([8, 0, 2, 0, 2, 1, 1, 0x11, 0]))]))).toBe(
      'unreadable',
    );
  });

  it('has nothing behind its end but zeros, or the further pictures a phone announces', async () => {
    expect(await whyJpeg(Buffer.concat([jpeg(), Buffer.alloc(100)]))).toBeUndefined();
    expect(await whyJpeg(Buffer.concat([jpeg(), Buffer.from('<script>')]))).toBe('polyglot');
    expect(await whyJpeg(Buffer.concat([jpeg(), jpeg()]))).toBe('polyglot');
    const announcing = jpeg(2, 2, [jpegSegment(0xe2, Buffer.from('MPF\0'))]);
    expect(await whyJpeg(Buffer.concat([announcing, jpeg(), jpeg()]))).toBeUndefined();
    expect(await whyJpeg(Buffer.concat([announcing, jpeg(), Buffer.from('PK')]))).toBe('polyglot');
    expect(await whyJpeg(Buffer.concat([announcing, jpeg(60_000, 60_000)]))).toBe('too-many-pixels');
  });
});
