import type { PdfState } from '#contracts/evidence';

/**
 * What the bytes of a PDF tell without opening it: `encrypted`, `signed`, or `broken` when it has no end. What encrypts
 * a file stands in its trailer, and a signature names the bytes it covers, so neither can lie inside a compressed
 * object, and both are seen in a file that is otherwise broken. Undefined means: open it to know.
 */
export function pdfMarks(bytes: Uint8Array): Exclude<PdfState, 'plain'> | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (hasEntry(buffer, '/Encrypt', /^\s*(?:\d{1,10}\s+\d{1,5}\s+R|<<)/)) return 'encrypted';
  if (hasEntry(buffer, '/ByteRange', /^\s*\[/)) return 'signed';
  return buffer.includes('%%EOF') ? undefined : 'broken';
}

/** Whether a dictionary key is followed by a value of the given form; 64 bytes are enough for any of ours. */
function hasEntry(bytes: Buffer, key: string, value: RegExp): boolean {
  for (let at = bytes.indexOf(key); at !== -1; at = bytes.indexOf(key, at + 1)) {
    const after = at + key.length;
    if (value.test(bytes.toString('latin1', after, after + 64))) return true;
  }
  return false;
}
