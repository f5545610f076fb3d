import { PDFDict, PDFDocument, PDFName, PDFRawStream, decodePDFRawStream } from '@cantoo/pdf-lib';
import { flateSpaces } from '../../../test/files/bombs.ts';
import { encryptedPdf, pdf } from '../../../test/files/documents.ts';
import { sha256Of, stampPdf } from './index.ts';
import type { Rendition, Stamp } from './index.ts';
import { stampText } from './stamp-text.ts';

const stamp: Stamp = {
  organization: '株式会社みなと精機',
  person: '髙橋 咲子',
  at: new Date('2026-11-22T15:30:00Z'),
  recordId: '0193a7c2-8f1e-7c3a-9b1d-2f4e6a8b0c1d',
};

async function stamped(original: Uint8Array, who: Partial<Stamp> = {}): Promise<Rendition> {
  const copy = await stampPdf(original, { ...stamp, ...who });
  if (!copy.stamped) throw new Error(`Not stamped: ${copy.reason}`);
  return copy;
}

describe('a stamped copy', () => {
  it('can be read on every page in Japanese: reader, person, day in Japan, record', async () => {
    const copy = await stamped(await pdf([0, 90, 180, 270]));
    const pages = await readStamps(copy.bytes);
    expect(pages).toHaveLength(4);
    for (const texts of pages) {
      expect(texts).toEqual([
        '株式会社みなと精機 髙橋 咲子',
        '2026年11月23日 0:30 閲覧記録 0193a7c2-8f1e-7c3a-9b1d-2f4e6a8b0c1d',
        stampText(stamp).edge,
        stampText(stamp).edge,
      ]);
    }
    expect(copy.pages).toBe(4);
  });

  it('is a file of its own with its own hash, and the original is untouched', async () => {
    const original = await pdf();
    const before = sha256Of(original);
    const copy = await stamped(original);
    expect(sha256Of(original)).toBe(before);
    expect(copy).toMatchObject({ sha256: sha256Of(copy.bytes), length: copy.bytes.length });
    expect(copy.sha256).not.toBe(before);
    expect((await stamped(original, { person: '別の 人' })).sha256).not.toBe(copy.sha256);
  });

  it('names the reader in its properties, behind the words of the author', async () => {
    const original = await pdf([0], (document) => {
      document.setTitle('情報セキュリティ基本方針');
      document.setKeywords(['ISMS']);
    });
    const copy = await PDFDocument.load((await stamped(original)).bytes, { updateMetadata: false });
    expect(copy.getTitle()).toBe('情報セキュリティ基本方針');
    expect(copy.getKeywords()).toBe(`ISMS ${stampText(stamp).edge}`);
    expect(copy.getModificationDate()).toEqual(stamp.at);
  });

  it('shows a sign the font does not have as 〓, and nothing of invisible ones', async () => {
    const { bytes } = await stamped(await pdf(), { organization: '辻\u{e0100}商店\u202e\r\n', person: '😀山田' });
    expect((await readStamps(bytes))[0]?.[0]).toBe('辻商店 〓山田');
  });

  it('stays inside the visible part, also of a page cropped outside its medium', async () => {
    const original = await pdf([0], (document) => document.getPage(0).setCropBox(-500, -500, 600, 600));
    const page = (await PDFDocument.load((await stamped(original)).bytes)).getPage(0);
    expect(positions(page)).toHaveLength(4);
    for (const { x, y } of positions(page)) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(100);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(100);
    }
  });

  it('takes the day of another time zone', () => {
    expect(stampText({ ...stamp, timeZone: 'Europe/Berlin' }).across[1]).toMatch(/^2026年11月22日 16:30 /);
  });

  it('cuts names that are too long', () => {
    const [name] = stampText({ ...stamp, organization: '長'.repeat(500), person: '名' }).across;
    expect(name).toBe(`${'長'.repeat(59)}… 名`);
  });
});

describe('what is not stamped, by name', () => {
  const reasonFor = async (bytes: Buffer) => stampPdf(bytes, stamp);

  it('encrypted, signed and broken PDFs', async () => {
    const signed = Buffer.concat([
      await pdf(),
      Buffer.from('9 0 obj\n<</Type/Sig/ByteRange [0 1 2 3]>>\nendobj\n%%EOF'),
    ]);
    expect(await reasonFor(await encryptedPdf())).toEqual({ stamped: false, reason: 'encrypted' });
    expect(await reasonFor(signed)).toEqual({ stamped: false, reason: 'signed' });
    expect(await reasonFor(Buffer.from('%PDF-1.7\n%%EOF'))).toEqual({ stamped: false, reason: 'broken' });
    expect(await reasonFor(Buffer.from('no PDF at all'))).toEqual({ stamped: false, reason: 'broken' });
  });

  it('too many pages', async () => {
    const document = await PDFDocument.create();
    for (let i = 0; i < 2_001; i++) document.addPage();
    expect(await reasonFor(Buffer.from(await document.save()))).toEqual({ stamped: false, reason: 'too-large' });
  });
});

describe('a hostile PDF', () => {
  it('that inflates without end ends its thread, not the process, and takes no gigabytes', async () => {
    const bomb = flateSpaces(2_000);
    const object = Buffer.concat([
      Buffer.from(`%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ${bomb.length}>>\nstream\n`),
      bomb,
      Buffer.from('\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
    ]);
    const peak = await peakOf(async () => expect(await stampPdf(object, stamp)).toMatchObject({ stamped: false }));
    // Without the bound on arrays in the thread this takes more than five times as much.
    expect(peak).toBeLessThan(1_000 * 1024 * 1024);
  });

  it.each([
    ['pages that contain themselves', '2 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1>>\nendobj\n'],
    ['deeply nested arrays', `2 0 obj\n${'['.repeat(200_000)}\nendobj\n`],
    ['a page tree that is no tree', '2 0 obj\n(text)\nendobj\n'],
  ])('with %s', async (_, pages) => {
    const bytes = Buffer.from(
      `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n${pages}trailer<</Root 1 0 R>>\n%%EOF`,
    );
    expect(await stampPdf(bytes, stamp)).toMatchObject({ stamped: false });
  });
});

/** How many bytes the process grew by at most while the work ran. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return most - before;
}

/** The texts drawn in the embedded font, page by page, read back through its ToUnicode table as a viewer would. */
async function readStamps(bytes: Uint8Array): Promise<string[][]> {
  const document = await PDFDocument.load(bytes);
  return document.getPages().map((page) => {
    const fonts = page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict);
    const embedded = fonts?.keys().find((key) => String(key).includes('NotoSansJP'));
    if (!fonts || !embedded) throw new Error('The page has no embedded font');
    const table = readToUnicode(fonts.lookup(embedded, PDFDict).lookup(PDFName.of('ToUnicode')));
    const drawn = contentOf(page).matchAll(/\/NotoSansJP[^\s]* [\d.]+ Tf[^]*?<([0-9A-F]+)> Tj/g);
    return [...drawn].map(([, hex = '']) => hex.replace(/.{4}/g, (glyph) => table.get(glyph.toUpperCase()) ?? '�'));
  });
}

function readToUnicode(stream: unknown): Map<string, string> {
  if (!(stream instanceof PDFRawStream)) throw new Error('The font has no ToUnicode table');
  const cmap = Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1');
  const pairs = [...cmap.matchAll(/<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n/g)];
  return new Map(
    pairs.map(([, glyph = '', hex = '']) => [
      glyph.toUpperCase(),
      Buffer.from(hex, 'hex').swap16().toString('utf16le'),
    ]),
  );
}

function contentOf(page: ReturnType<PDFDocument['getPage']>): string {
  const contents = page.node.normalizedEntries().Contents;
  return (contents?.asArray() ?? [])
    .map((each) => page.doc.context.lookup(each))
    .filter((each): each is PDFRawStream => each instanceof PDFRawStream)
    .map((each) => Buffer.from(decodePDFRawStream(each).decode()).toString('latin1'))
    .join('\n');
}

function positions(page: ReturnType<PDFDocument['getPage']>): { x: number; y: number }[] {
  const drawn = contentOf(page).matchAll(/\/NotoSansJP[^]*?([-\d.]+) ([-\d.]+) Tm/g);
  return [...drawn].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
}
