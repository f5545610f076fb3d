import { createInflateRaw, crc32, inflateRawSync } from 'node:zlib';
import { FileRefused } from './refusals.ts';
import type { ZipEntry } from './zip-directory.ts';

/** All parts of an archive together, unpacked. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;
/** A part larger than this may unpack to at most `MAX_RATIO` times its packed size; large real sheets stay below 60. */
const RATIO_FROM_BYTES = 4 * 1024 * 1024;
const MAX_RATIO = 200;
/** Small parts are unpacked in one call; a stream for each of 2,000 would cost more than the work. */
const SMALL_BYTES = 64 * 1024;

/** Looks at the unpacked bytes of one part, piece by piece, and throws {@link FileRefused} when it has seen enough. */
export type LookAt = (piece: Buffer) => void;

/**
 * Refuses an archive by its own claims, before a byte is unpacked: too much in all, or a ratio no document has.
 * That the claims are true is what {@link unpack} makes sure of.
 */
export function checkClaims(entries: readonly ZipEntry[]): void {
  let total = 0;
  for (const { size, packed } of entries) {
    total += size;
    const swells = size > RATIO_FROM_BYTES && size > packed.length * MAX_RATIO;
    if (swells || total > MAX_UNPACKED_BYTES) throw new FileRefused('archive-too-big');
  }
}

/**
 * Unpacks one part and shows it to `look`, holding one piece at a time. Never makes more bytes than the part claims;
 * one that would have more, or has fewer, or another checksum, or bytes behind its end, is refused as a lie.
 */
export async function unpack(entry: ZipEntry, look: LookAt): Promise<void> {
  let length = 0;
  let crc = 0;
  const take = (piece: Buffer) => {
    length += piece.length;
    if (length > entry.size) throw new FileRefused('archive-unsafe');
    crc = crc32(piece, crc);
    look(piece);
  };
  const used = await inflate(entry, take);
  if (length !== entry.size || crc !== entry.crc || used !== entry.packed.length) {
    throw new FileRefused('archive-unsafe');
  }
}

/** Gives the pieces to `take` and returns how many packed bytes were used. */
async function inflate({ method, packed, size }: ZipEntry, take: LookAt): Promise<number> {
  if (method === 0) {
    take(packed);
    return packed.length;
  }
  if (size <= SMALL_BYTES) {
    const { buffer, engine } = inflateSmall(packed, size);
    take(buffer);
    return engine.bytesWritten;
  }
  const stream = createInflateRaw();
  stream.end(packed);
  try {
    for await (const piece of stream) take(piece);
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused('unreadable');
  } finally {
    stream.destroy();
  }
  return stream.bytesWritten;
}

function inflateSmall(packed: Buffer, size: number): { buffer: Buffer; engine: { bytesWritten: number } } {
  try {
    // With `info` the call gives its engine as well, which the type definitions do not know.
    const options = { maxOutputLength: size + 1, info: true };
    return inflateRawSync(packed, options) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
  } catch (error) {
    const tooLong = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FileRefused(tooLong ? 'archive-unsafe' : 'unreadable');
  }
}
