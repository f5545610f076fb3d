import { createHash } from 'node:crypto';
import { MAX_FILE_BYTES } from './kinds.ts';
import { FileRefused } from './refusals.ts';

/** What is known of an original once its last byte passed. */
export interface Measured {
  /** SHA-256 of the original bytes, base64url without padding, as it stands in the signed disclosure. */
  readonly sha256: string;
  /** In bytes. */
  readonly length: number;
}

/**
 * A pass-through that hashes and counts. It ends with {@link FileRefused} `too-large` at the first byte past `limit`,
 * while receiving and not after, so that an endless upload costs no more than the limit.
 */
export class Measuring {
  readonly #hash = createHash('sha256');
  #length = 0;
  #measured: Measured | undefined;

  constructor(
    private readonly source: AsyncIterable<Uint8Array>,
    private readonly limit: number = MAX_FILE_BYTES,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.source) {
      this.#length += piece.length;
      if (this.#length > this.limit) throw new FileRefused('too-large');
      this.#hash.update(piece);
      yield piece;
    }
    this.#measured = { sha256: this.#hash.digest('base64url'), length: this.#length };
  }

  /** Hash and length. Throws when asked before the stream was read to its end: a half file has neither. */
  get measured(): Measured {
    if (!this.#measured) throw new Error('The stream was not read to its end');
    return this.#measured;
  }
}

/** Reads an upload into memory (at most `limit` bytes), hashed on the way; inspection needs all of it at once. */
export async function receive(
  source: AsyncIterable<Uint8Array>,
  limit: number = MAX_FILE_BYTES,
): Promise<Measured & { readonly bytes: Buffer }> {
  const measuring = new Measuring(source, limit);
  const pieces: Uint8Array[] = [];
  for await (const piece of measuring) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), ...measuring.measured };
}

/** SHA-256 in the form of {@link Measured}, for checking stored bytes again before they are served. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
