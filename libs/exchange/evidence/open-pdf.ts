import { PDFDocument } from '@cantoo/pdf-lib';

/** How a PDF is handled, by name: only a plain one can be stamped. */
export type PdfState = 'plain' | 'encrypted' | 'signed' | 'broken';

/**
 * Opens a PDF and says which of the four it is. Runs in a worker thread only: a hostile file can make it spend any
 * amount of time and memory.
 */
export async function openPdf(
  bytes: Uint8Array,
): Promise<{ state: 'plain'; document: PDFDocument } | { state: Exclude<PdfState, 'plain'> }> {
  // Asked of the bytes: what encrypts a file stands in its trailer, and a signature names the bytes it covers, so
  // neither can lie inside a compressed object, and both are seen in a file that is otherwise broken.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (/\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/.test(text)) return { state: 'encrypted' };
  if (/\/ByteRange\s*\[/.test(text)) return { state: 'signed' };
  if (!text.includes('%%EOF')) return { state: 'broken' };
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
