import { FileRefused } from './refusals.ts';

const END_BYTES = 22;
const END = 'PK\u0005\u0006';

/**
 * Refuses a file of another format that would also open as a ZIP archive: programs look for the end record from the
 * back, up to 64 KiB before the end. Only a record that has a directory in front of it counts. Throws
 * {@link FileRefused} `polyglot`.
 */
export function refuseHiddenZip(bytes: Buffer): void {
  const tail = bytes.subarray(Math.max(0, bytes.length - END_BYTES - 0xffff));
  const before = bytes.length - tail.length;
  for (let at = tail.indexOf(END, 0, 'latin1'); at !== -1; at = tail.indexOf(END, at + 1, 'latin1')) {
    if (isEndRecord(bytes, before + at)) throw new FileRefused('polyglot');
  }
}

function isEndRecord(bytes: Buffer, at: number): boolean {
  if (at + END_BYTES > bytes.length) return false;
  const start = at - bytes.readUInt32LE(at + 12);
  return start === at || (start >= 0 && bytes.readUInt32LE(start) === 0x02014b50);
}
