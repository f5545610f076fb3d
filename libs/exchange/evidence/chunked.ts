import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { VaultError } from '#platform/vault';
import type { SealContext } from '#platform/vault';

/**
 * Evidence files at rest: C2SP chunked-encryption v1 (https://c2sp.org/chunked-encryption), byte for byte, in its
 * instance Cobblestone-256 (HKDF-Expand with SHA-512, AES-256-GCM):
 *
 *     salt (24) | commitment (32) | chunk 0 | chunk 1 | … | last chunk      each chunk: up to 16 KiB + tag (16)
 *
 * Key, base nonce and commitment come from the data key, the salt and our context; the nonce of a chunk is the base
 * nonce XOR its number. There is no final flag: the last chunk is the only one shorter than 16 KiB (and may be empty),
 * so a cut-off end, an added chunk, a swap and a repeat all fail to open.
 *
 * Chunks because GCM in one piece hands out plain bytes before its tag is known; this format because it commits to the
 * key, needs no stored length, lets a reader start anywhere, and is somebody else's specification with an analysis.
 * It has no version byte of its own: the version and key id stand in the wrapped data key that opens the file.
 */
export const CHUNK_BYTES = 16 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const SALT_BYTES = 24;
const COMMITMENT_BYTES = 32;
const HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const MAX_CHUNKS = 2 ** 38;
const INFO = Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'ascii');

/** Bytes of a half-open interval of the sealed file; without `end`, to its end. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** How the sealed bytes are fetched, e.g. `(range) => storage.get(id, range)`. */
export type ReadSealed = (range: ByteRange) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

/** How long a file of `plain` bytes is once encrypted. */
export function encryptedLength(plain: number): number {
  return HEADER_BYTES + plain + (Math.floor(plain / CHUNK_BYTES) + 1) * TAG_BYTES;
}

/**
 * Encrypts a stream under a 32-byte data key made for this one file. Yields the header and then whole chunks; holds
 * about one chunk in memory. `salt` is for known-answer tests only.
 */
export async function* encryptChunks(
  key: Uint8Array,
  about: SealContext,
  plain: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  salt: Uint8Array = randomBytes(SALT_BYTES),
): AsyncGenerator<Buffer> {
  const file = deriveFileKey(key, about, salt);
  try {
    yield Buffer.concat([salt, file.commitment]);
    let number = 0;
    for await (const chunk of chunksOf(plain, CHUNK_BYTES)) yield sealChunk(file, number++, chunk);
  } finally {
    file.key.fill(0);
  }
}

/**
 * Decrypts a sealed file, or the half-open range `start`..`end` of its plain bytes. A byte is yielded only after the
 * tag of its chunk was checked. Reading to the end (no `end`, or one past the end) also proves that nothing was cut off.
 *
 * Throws {@link VaultError} for a wrong key or context and for every change of the bytes; the caller must then drop the
 * connection, since earlier chunks may be on their way. `start` is at most the plain length, which the caller knows.
 */
export async function* decryptChunks(
  key: Uint8Array,
  about: SealContext,
  read: ReadSealed,
  { start, end = Number.POSITIVE_INFINITY }: ByteRange = { start: 0 },
): AsyncGenerator<Buffer> {
  const header = await collect(await read({ start: 0, end: HEADER_BYTES }), HEADER_BYTES);
  const file = deriveFileKey(key, about, header.subarray(0, SALT_BYTES));
  try {
    if (!timingSafeEqual(file.commitment, header.subarray(SALT_BYTES))) throw new VaultError();
    let number = Math.floor(start / CHUNK_BYTES);
    const sealed = await read({ start: HEADER_BYTES + number * SEALED_CHUNK_BYTES });
    for await (const chunk of chunksOf(sealed, SEALED_CHUNK_BYTES)) {
      const from = number * CHUNK_BYTES;
      const plain = openChunk(file, number++, chunk);
      const wanted = plain.subarray(Math.max(0, start - from), Math.max(0, Math.min(plain.length, end - from)));
      if (wanted.length > 0) yield wanted;
      if (end <= from + plain.length) return;
    }
  } finally {
    file.key.fill(0);
  }
}

interface FileKey {
  readonly key: Buffer;
  readonly baseNonce: Buffer;
  readonly commitment: Buffer;
}

/** HKDF-Expand (RFC 5869 §2.3) alone: the data key is uniformly random already, node's `hkdf` would extract first. */
function deriveFileKey(key: Uint8Array, about: SealContext, salt: Uint8Array): FileKey {
  if (key.length !== KEY_BYTES) throw new TypeError(`A data key has ${KEY_BYTES} bytes`);
  const info = Buffer.concat([INFO, salt, about]);
  const first = createHmac('sha512', key).update(info).update(Buffer.of(1)).digest();
  const second = createHmac('sha512', key).update(first).update(info).update(Buffer.of(2)).digest();
  const bytes = Buffer.concat([first, second]);
  const nonceEnd = KEY_BYTES + NONCE_BYTES;
  return {
    key: bytes.subarray(0, KEY_BYTES),
    baseNonce: bytes.subarray(KEY_BYTES, nonceEnd),
    commitment: bytes.subarray(nonceEnd, nonceEnd + COMMITMENT_BYTES),
  };
}

/** Base nonce XOR the number of the chunk, big-endian; 38 bits at most, so the last six bytes are enough. */
function nonceOf(file: FileKey, number: number): Buffer {
  if (number >= MAX_CHUNKS) throw new VaultError();
  const counter = Buffer.alloc(NONCE_BYTES);
  counter.writeUIntBE(number, NONCE_BYTES - 6, 6);
  return Buffer.from(counter.map((byte, i) => byte ^ file.baseNonce.readUInt8(i)));
}

function sealChunk(file: FileKey, number: number, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', file.key, nonceOf(file, number), { authTagLength: TAG_BYTES });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(file: FileKey, number: number, sealed: Buffer): Buffer {
  const tagStart = sealed.length - TAG_BYTES;
  if (tagStart < 0) throw new VaultError();
  const decipher = createDecipheriv('aes-256-gcm', file.key, nonceOf(file, number), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(tagStart));
  const plain = decipher.update(sealed.subarray(0, tagStart));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new VaultError();
  }
  return plain;
}

/** Cuts a stream into pieces of exactly `size` bytes and one last, shorter, possibly empty piece. */
async function* chunksOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    let rest = piece;
    while (length + rest.length >= size) {
      const taken = size - length;
      yield Buffer.concat([...waiting, rest.subarray(0, taken)], size);
      rest = rest.subarray(taken);
      waiting = [];
      length = 0;
    }
    if (rest.length > 0) waiting.push(rest);
    length += rest.length;
  }
  yield Buffer.concat(waiting, length);
}

async function collect(source: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  if (bytes.length !== length) throw new VaultError();
  return bytes;
}
