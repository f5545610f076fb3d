import { inspectJpeg, inspectPng } from './inspect-images.ts';
import { inspectOffice } from './inspect-office.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { inspectText } from './inspect-text.ts';
import type { TextEncoding } from './inspect-text.ts';
import { declaredKind, MAX_FILE_BYTES } from './kinds.ts';
import type { FileKind } from './kinds.ts';
import type { PdfState } from '#contracts/evidence';
import { FileRefused } from './refusals.ts';

/** A file as somebody sent it: nothing about it is believed yet. */
interface ReceivedFile {
  /** The name it had on the sender's side; only its extension is used. */
  readonly name: string;
  /** The media type that was declared with it; empty when none was. */
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What a file turned out to be. */
interface Inspection {
  readonly kind: FileKind;
  /** For PDF only. */
  readonly pdf?: PdfState;
  /** For CSV and TXT only. */
  readonly encoding?: TextEncoding;
}

/**
 * Decides whether a file is taken as evidence and what it is. Extension, declared type and content must agree, and
 * the content must have one meaning only. Nothing of the file is run, fetched or written. Throws {@link FileRefused}
 * with a reason of the closed list and the field at fault.
 */
export async function inspect({ name, mediaType, bytes }: ReceivedFile): Promise<Inspection> {
  const kind = declaredKind(name, mediaType);
  if (bytes.length === 0) throw new FileRefused('empty');
  if (bytes.length > MAX_FILE_BYTES) throw new FileRefused('too-large');
  switch (kind) {
    case 'pdf':
      return { kind, pdf: await inspectPdf(bytes) };
    case 'png':
      inspectPng(bytes);
      return { kind };
    case 'jpeg':
      inspectJpeg(bytes);
      return { kind };
    case 'xlsx':
    case 'docx':
      await inspectOffice(bytes, kind);
      return { kind };
    case 'csv':
    case 'txt':
      return { kind, encoding: inspectText(bytes) };
  }
}
