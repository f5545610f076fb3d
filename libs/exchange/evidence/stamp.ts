import { ThreadStopped } from '#platform/threads';
import { inPdfThread } from './pdf-thread.ts';
import { pdfMarks } from './pdf-marks.ts';
import { sha256Of } from './receive.ts';
import { stampText } from './stamp-text.ts';
import type { Stamp } from './stamp-text.ts';

/** A copy for one reader, with its own hash: never to be taken for the original, which stays as it is. */
export interface Rendition {
  readonly stamped: true;
  readonly bytes: Uint8Array;
  /** SHA-256 of the stamped bytes, base64url without padding. */
  readonly sha256: string;
  readonly length: number;
  readonly pages: number;
}

/** Why there is no stamped copy. `too-large`: too many pages, or it took more time or memory than we give. */
interface NotStamped {
  readonly stamped: false;
  readonly reason: 'encrypted' | 'signed' | 'broken' | 'too-large';
}

/**
 * Makes a reader's copy of a PDF: organization, name, date and access record across and along the edges of each page
 * and in the document's properties. A deterrent, not a lock: it can be cropped, and the screen says so.
 *
 * A signed PDF is never touched, since any change breaks the signature inside. The work runs in a thread of its own,
 * so that a hostile PDF costs at most that thread.
 */
export async function stampPdf(original: Uint8Array, stamp: Stamp): Promise<Rendition | NotStamped> {
  const marked = pdfMarks(original);
  if (marked) return { stamped: false, reason: marked };
  try {
    const { state, stamped, pages = 0 } = await inPdfThread({ bytes: original, text: stampText(stamp), at: stamp.at });
    if (state !== 'plain') return { stamped: false, reason: state };
    if (!stamped) return { stamped: false, reason: 'too-large' };
    return { stamped: true, bytes: stamped, sha256: sha256Of(stamped), length: stamped.length, pages };
  } catch (error) {
    if (!(error instanceof ThreadStopped)) throw error;
    return { stamped: false, reason: error.why === 'crash' ? 'broken' : 'too-large' };
  }
}
