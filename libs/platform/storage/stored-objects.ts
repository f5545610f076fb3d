import { randomBytes } from 'node:crypto';

/** Bytes of an object, half-open; without `end`, to the end of the object. */
export interface StoredRange {
  readonly start: number;
  readonly end?: number;
}

/**
 * Where encrypted files live. Two drivers, a local directory and S3, pass the same contract test.
 *
 * An object is named by a random id of ours and nothing else; it is written whole or not at all, and never overwritten.
 */
export interface StoredObjects {
  /** Writes the stream under a fresh id. After it resolves, the object survives a crash; if it rejects, nothing is there. */
  put(id: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes of an object or a range of it. Rejects with {@link ObjectMissing} before the first byte. */
  get(id: string, range?: StoredRange): Promise<AsyncIterable<Uint8Array>>;
  exists(id: string): Promise<boolean>;
  /** Removes an object; removing what is not there is no error, so that it can be repeated. */
  delete(id: string): Promise<void>;
  /** Ends open connections when the process stops. */
  close(): void;
}

/** The object is not there. */
export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing';

  constructor(id: string, options?: ErrorOptions) {
    super(`No stored object ${id}`, options);
  }
}

/** A fresh name for an object: 128 random bits in hex, which every file system tells apart. */
export function newObjectId(): string {
  return randomBytes(16).toString('hex');
}

/** Guards every door of a driver: only our own names reach a path or a key. Throws `TypeError`, a bug of the caller. */
export function assertObjectId(id: string): void {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new TypeError('A stored object is named by newObjectId()');
}
