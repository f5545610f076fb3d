import { ThreadStopped } from '#platform/threads';
import type { PdfState } from '#contracts/evidence';
import { refuseHiddenZip } from './hidden-zip.ts';
import { inPdfThread } from './pdf-thread.ts';
import { pdfMarks } from './pdf-marks.ts';
import { FileRefused } from './refusals.ts';

/**
 * Inspects a PDF: it must begin as one at its first byte and have nothing behind its end, and is then named plain,
 * encrypted, signed or broken, each of which is kept but handled in its own way. Throws {@link FileRefused}.
 */
export async function inspectPdf(bytes: Buffer): Promise<PdfState> {
  if (!/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) {
    // Programs accept a header within the first kilobyte; whatever comes before it is a second file.
    throw new FileRefused(bytes.subarray(0, 1024).includes('%PDF-') ? 'polyglot' : 'content-mismatch');
  }
  refuseHiddenZip(bytes);
  const end = bytes.lastIndexOf('%%EOF');
  // Padding is spaces, line ends and zeros; anything else behind the last mark is not part of the PDF.
  const behind = end === -1 ? '' : bytes.toString('latin1', end + 5);
  if (!/^[\s\0]*$/.test(behind)) throw new FileRefused('polyglot');
  const marked = pdfMarks(bytes);
  if (marked) return marked;
  try {
    return (await inPdfThread({ bytes, at: new Date(0) })).state;
  } catch (error) {
    // What cannot be opened with generous time and memory is as good as broken to every reader.
    if (error instanceof ThreadStopped) return 'broken';
    throw error;
  }
}
