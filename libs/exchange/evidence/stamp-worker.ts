import type { PDFDocument } from '@cantoo/pdf-lib';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { limitArrays } from './limit-arrays.ts';
import { openPdf } from './open-pdf.ts';
import type { PdfAnswer, PdfTask } from './pdf-thread.ts';
import { stampPage } from './stamp-page.ts';
import type { StampText } from './stamp-text.ts';

/** More pages than a certificate, a policy or a report has; stamping each costs time and bytes. */
const MAX_PAGES = 2_000;
const MAX_ARRAY_BYTES = 128 * 1024 * 1024;
const FONT = '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf';

/** The worker thread in which every PDF of a customer is opened. One task, one answer. */
async function answer({ bytes, text, at }: PdfTask): Promise<PdfAnswer> {
  const opened = await openPdf(bytes);
  if (opened.state !== 'plain') return { state: opened.state };
  const pages = opened.document.getPageCount();
  if (!text || pages > MAX_PAGES) return { state: 'plain', pages };
  return { state: 'plain', pages, stamped: await stamp(opened.document, text, at) };
}

async function stamp(document: PDFDocument, text: StampText, at: Date): Promise<Uint8Array> {
  // Only when something is drawn: looking at a PDF does not need the font engine.
  document.registerFontkit(await import('fontkit'));
  const file = await readFile(createRequire(import.meta.url).resolve(FONT));
  const font = await document.embedFont(file, { subset: true });
  const drawable = new Set(font.getCharacterSet());
  const drawn: StampText = {
    across: [inFont(text.across[0], drawable), inFont(text.across[1], drawable)],
    edge: inFont(text.edge, drawable),
  };
  for (const page of document.getPages()) stampPage(page, font, drawn);
  // In the properties too, where it survives cropping; the keywords the author set stay in front.
  document.setKeywords([document.getKeywords(), text.edge].filter((words) => words !== undefined));
  document.setModificationDate(at);
  // Appearances of form fields are the author's; drawing them anew would change what the page says.
  return document.save({ updateFieldAppearances: false });
}

/** Signs the font does not have become 〓, as Japanese printers do, so that a gap is seen as a gap. */
function inFont(text: string, drawable: Set<number>): string {
  return [...text].map((sign) => (drawable.has(sign.codePointAt(0) ?? 0) ? sign : '〓')).join('');
}

limitArrays(MAX_ARRAY_BYTES);
const result = await answer(workerData as PdfTask);
parentPort?.postMessage(result, result.stamped ? [result.stamped.buffer as ArrayBuffer] : []);
