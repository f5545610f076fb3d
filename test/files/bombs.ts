import { constants, deflateRawSync } from 'node:zlib';

/** A DEFLATE stream of `megabytes` of spaces, made from one compressed megabyte so that the test stays small itself. */
export function deflatedSpaces(megabytes: number): Buffer {
  const megabyte = deflateRawSync(Buffer.alloc(1024 * 1024, 0x20), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: megabytes }, () => megabyte), deflateRawSync(Buffer.alloc(0))]);
}

/** The same as a PDF filter expects it: with a zlib header; readers of PDF do not ask for the checksum. */
export function flateSpaces(megabytes: number): Buffer {
  return Buffer.concat([Buffer.from('7801', 'hex'), deflatedSpaces(megabytes), Buffer.alloc(4)]);
}
