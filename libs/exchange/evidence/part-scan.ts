import { FileRefused } from './refusals.ts';
import type { LookAt } from './zip-content.ts';

/** Beginnings of what has no business inside a document: archives and other documents. */
const NESTED = ['PK\u0003\u0004', 'PK\u0005\u0006', 'Rar!\u001a\u0007', '7z\u00bc\u00af\u0027\u001c', '%PDF-'];
/** Compound files (old Office, OLE objects, VBA), Windows and Unix programs. */
const OBJECTS = ['\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1', 'MZ', '\u007fELF'];
const DECLARATIONS = ['<!DOCTYPE', '<!ENTITY'];
const LONGEST = 9;

/** A watcher over one part of an office file: what it begins with, and if it is XML, that nothing in it is active. */
export function watchPart(name: string): LookAt {
  let first = true;
  let xml = false;
  let carried = Buffer.alloc(0);
  return (piece) => {
    if (first && piece.length > 0) {
      first = false;
      refuseForeign(piece);
      xml = isXml(name, piece);
    }
    if (!xml) return;
    // The last bytes of the piece before are looked at again, so that nothing hides on the seam.
    const seam = Buffer.concat([carried, piece.subarray(0, LONGEST)]);
    refuseDeclarations(seam);
    refuseDeclarations(piece);
    carried = Buffer.from(piece.subarray(-LONGEST));
  };
}

function refuseForeign(piece: Buffer): void {
  const begins = (signature: string) => piece.subarray(0, signature.length).toString('latin1') === signature;
  if (NESTED.some(begins)) throw new FileRefused('archive-nested');
  if (OBJECTS.some(begins)) throw new FileRefused('embedded-object');
}

/**
 * Whether a part is XML. One that calls itself so must be in an encoding in which `<!DOCTYPE` has its ASCII bytes:
 * UTF-8 is what every office program writes, and UTF-16, UTF-7 or EBCDIC would hide a declaration from us.
 */
function isXml(name: string, piece: Buffer): boolean {
  const start = piece
    .toString('latin1', 0, 256)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (!/\.(xml|rels|vml)$/i.test(name) && !start.startsWith('<')) return false;
  const encoding = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1] ?? 'utf-8';
  if (!start.startsWith('<') || !/^(utf-?8|us-ascii)$/i.test(encoding)) throw new FileRefused('unsafe-xml');
  return true;
}

function refuseDeclarations(bytes: Buffer): void {
  const active = DECLARATIONS.some((declaration) => bytes.includes(declaration));
  if (active || bytes.includes(0)) throw new FileRefused('unsafe-xml');
}
