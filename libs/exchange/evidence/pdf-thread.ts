import { runInThread } from '#platform/threads';
import type { PdfState } from '#contracts/evidence';
import type { StampText } from './stamp-text.ts';

/** What the worker is asked: to look at a PDF, or to stamp it as well when there is a text. */
export interface PdfTask {
  readonly bytes: Uint8Array;
  readonly at: Date;
  readonly text?: StampText;
}

/** Without `stamped` though it was asked for, a plain PDF has too many pages. */
export interface PdfAnswer {
  readonly state: PdfState;
  readonly pages?: number;
  readonly stamped?: Uint8Array;
}

/** Generous for honest files of 25 MB, which take a few seconds at most. */
const LIMITS = { memoryMb: 512, timeoutMs: 30_000 };

/** Runs one PDF task in its own thread. Rejects with `ThreadStopped` when the file took more than it was given. */
export async function inPdfThread(task: PdfTask): Promise<PdfAnswer> {
  return runInThread<PdfAnswer>(new URL('./stamp-worker', import.meta.url), task, LIMITS);
}
