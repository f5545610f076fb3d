import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFDocument, type PDFFont } from '@cantoo/pdf-lib';
import { create } from 'fontkit';

const FONT = '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf';
const A4: [number, number] = [595, 842];
const MARGIN = 64;
const SIZE = { title: 16, line: 11 };
/** Beneath each page: nobody shall take a piece of the demonstration for a real document. */
const FOOT = '架空の会社による見本です / A specimen of a fictional company';

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly company: string;
  readonly lines: readonly string[];
  /** When it was written, for the document's properties. */
  readonly at: Date;
}

type Fontkit = Parameters<PDFDocument['registerFontkit']>[0];
let parsed: Promise<Fontkit> | undefined;

/** The font is read once, not once a document: reading it takes longer than drawing. */
const sharedFont = (): Promise<Fontkit> =>
  (parsed ??= readFile(createRequire(import.meta.url).resolve(FONT)).then((bytes) => {
    const font = create(bytes);
    return { create: () => font };
  }));

/** A one-page PDF: a title, lines of text broken where they are too long, and that it is a specimen. */
export async function evidencePage({ title, company, lines, at }: Page): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(await sharedFont());
  const font = await document.embedFont(new Uint8Array(), { subset: true });
  const page = document.addPage(A4);
  let y = A4[1] - MARGIN;
  const write = (text: string, size: number) => {
    for (const part of broken(text, font, size)) {
      page.drawText(part, { x: MARGIN, y, size, font });
      y -= size * 1.8;
    }
  };
  write(title, SIZE.title);
  write(company, SIZE.line);
  y -= SIZE.line;
  for (const line of lines) write(line, SIZE.line);
  page.drawText(FOOT, { x: MARGIN, y: MARGIN / 2, size: 8, font });
  document.setTitle(title);
  document.setAuthor(company);
  document.setCreationDate(at);
  document.setModificationDate(at);
  return document.save();
}

/** Lines that fit the page. English breaks between words; Japanese may break anywhere. */
function broken(text: string, font: PDFFont, size: number): string[] {
  const width = A4[0] - 2 * MARGIN;
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(/[\p{ASCII}\p{Script=Latin}]+?(?:\s|$)|./gsu) ?? []) {
    if (line !== '' && font.widthOfTextAtSize(line + part.trimEnd(), size) > width) {
      lines.push(line);
      line = '';
    }
    line += part;
  }
  return line === '' ? lines : [...lines, line];
}
