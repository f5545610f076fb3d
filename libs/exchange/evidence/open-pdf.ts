import { PDFDocument } from '@cantoo/pdf-lib';
import type { PdfState } from '#contracts/evidence';
import { pdfMarks } from './pdf-marks.ts';

/**
 * Opens a PDF and says which of the four it is. Runs in a worker thread only: a hostile file can make it spend any
 * amount of time and memory.
 */
export async function openPdf(
  bytes: Uint8Array,
): Promise<{ state: 'plain'; document: PDFDocument } | { state: Exclude<PdfState, 'plain'> }> {
  const marked = pdfMarks(bytes);
  if (marked) return { state: marked };
  try {
    const document = await PDFDocument.load(bytes, {
      ignoreEncryption: true,
      throwOnInvalidObject: true,
      updateMetadata: false,
    });
    if (document.isEncrypted) return { state: 'encrypted' };
    return document.getPageCount() > 0 ? { state: 'plain', document } : { state: 'broken' };
  } catch {
    return { state: 'broken' };
  }
}
