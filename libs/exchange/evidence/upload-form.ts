import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { invalid, Refusal } from '#platform/errors';
import { MAX_FILE_BYTES } from './kinds.ts';
import { type Measured, receive } from './receive.ts';
import { FileRefused } from './refusals.ts';

/** What came in: fields as they were sent, nothing about them believed yet, and the file in memory. */
interface UploadForm {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly file: Measured & { readonly name: string; readonly mediaType: string; readonly bytes: Buffer };
}

/** Bounds of the form around the file. One byte more than a file may have, so that too large is told from exactly full. */
const limits = {
  fieldNameSize: 64,
  fieldSize: 2_000,
  fields: 8,
  files: 1,
  parts: 9,
  fileSize: MAX_FILE_BYTES + 1,
  headerPairs: 16,
  headerSize: 8_192,
};

/**
 * Reads a multipart/form-data request: one part `file`, the others text. `title.ja` becomes `title: { ja }`.
 * @throws FileRefused `too-large` as soon as the file is; Refusal when the form cannot be read or says something twice
 */
export async function readUploadForm(request: FastifyRequest): Promise<UploadForm> {
  if (!request.isMultipart()) throw new Refusal('unsupported-media-type', 'Send the file as multipart/form-data.');
  // Whoever left while waiting for a turn will not send an end either, and would be waited for without one.
  if (request.raw.destroyed) throw new Refusal('malformed-body', 'The sender went away.');
  const fields: Record<string, unknown> = Object.create(null);
  let file: UploadForm['file'] | undefined;
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') file = await readFile(part);
      else addField(fields, part);
    }
  } catch (error) {
    if (error instanceof FileRefused || error instanceof Refusal) throw error;
    // Whatever else happens while reading was caused by what was sent, or by its end coming too early.
    throw new Refusal('malformed-body', 'The form could not be read.', { cause: error });
  }
  if (!file) throw invalid('/file', 'a file is needed');
  return { fields, file };
}

async function readFile(part: MultipartFile): Promise<UploadForm['file']> {
  if (part.fieldname !== 'file') throw invalid(`/${part.fieldname}`, 'unknown field');
  const received = await receive(part.file);
  return { name: part.filename ?? '', mediaType: part.mimetype, ...received };
}

function addField(fields: Record<string, unknown>, part: Extract<Multipart, { type: 'field' }>) {
  const language = /^title\.(ja|en)$/.exec(part.fieldname)?.[1];
  const pointer = language ? `/title/${language}` : `/${part.fieldname}`;
  const holder = language ? ((fields['title'] ??= Object.create(null)) as Record<string, unknown>) : fields;
  const key = language ?? part.fieldname;
  if (typeof holder !== 'object' || key in holder) throw invalid(pointer, 'sent more than once');
  if (part.valueTruncated) throw invalid(pointer, 'too long');
  holder[key] = part.value;
}
