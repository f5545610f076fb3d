import { FileRefused } from './refusals.ts';

/** The largest evidence file: 25 MB, counted as file managers do (1 MB = 1,048,576 bytes). */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;

interface KindRule {
  /** What we call it when we serve it, whatever was declared. */
  readonly mediaType: string;
  /** Lower case, the one we give back first. */
  readonly extensions: readonly [string, ...string[]];
  /** What browsers and systems declare for it besides our own name. */
  readonly alsoDeclared?: readonly string[];
}

/** The kinds of evidence file we take. */
export const fileKinds = {
  pdf: { mediaType: 'application/pdf', extensions: ['pdf'], alsoDeclared: ['application/x-pdf'] },
  png: { mediaType: 'image/png', extensions: ['png'] },
  jpeg: { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'], alsoDeclared: ['image/jpg', 'image/pjpeg'] },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extensions: ['xlsx'],
  },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extensions: ['docx'],
  },
  // Windows with Excel declares a CSV as an old Excel sheet.
  csv: {
    mediaType: 'text/csv',
    extensions: ['csv'],
    alsoDeclared: ['application/csv', 'application/vnd.ms-excel', 'text/plain'],
  },
  txt: { mediaType: 'text/plain', extensions: ['txt'] },
} as const satisfies Record<string, KindRule>;

export type FileKind = keyof typeof fileKinds;

/** What a client declares when it does not know; it then says nothing, and cannot disagree. */
const UNDECLARED = ['', 'application/octet-stream', 'binary/octet-stream'];

/**
 * The kind that the file name and the declared media type agree on (parameters such as `charset` are ignored).
 * Throws {@link FileRefused}: `unsupported-type` on the name, `type-mismatch` on the media type.
 */
export function declaredKind(name: string, mediaType: string): FileKind {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  const kind = kindsOf().find((each) => extension && rule(each).extensions.includes(extension));
  if (!kind) throw new FileRefused('unsupported-type', 'name');

  const declared = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const { mediaType: own, alsoDeclared = [] } = rule(kind);
  const agrees = UNDECLARED.includes(declared) || declared === own || alsoDeclared.includes(declared);
  if (!agrees) throw new FileRefused('type-mismatch', 'mediaType');
  return kind;
}

/** The kind of a file by the media type we gave it ourselves. Throws for any other: then the row is not ours. */
export function kindOfMediaType(mediaType: string): FileKind {
  const kind = kindsOf().find((each) => rule(each).mediaType === mediaType);
  if (!kind) throw new TypeError(`No kind of evidence file is ${mediaType}`);
  return kind;
}

function rule(kind: FileKind): KindRule {
  return fileKinds[kind];
}

function kindsOf(): FileKind[] {
  return Object.keys(fileKinds) as FileKind[];
}
