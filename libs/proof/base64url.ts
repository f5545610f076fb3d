import { ProofError } from './proof-error.ts';

/** The part of Node's Buffer used here; a browser has none and takes the longer way to the same result. */
interface NativeBytes extends Uint8Array<ArrayBuffer> {
  toString(encoding?: string): string;
}
interface NativeBuffer {
  from(text: string, encoding: string): NativeBytes;
  from(bytes: ArrayBufferLike, offset: number, length: number): NativeBytes;
}
const native = (globalThis as unknown as { Buffer?: NativeBuffer }).Buffer;

const ALPHABET = /^[A-Za-z0-9_-]*$/;
const utf8 = new TextEncoder();

/**
 * Bytes of an unpadded base64url text (RFC 4648 §5). Strict, so that one byte string has one spelling: alphabet only, no
 * padding, no white space, unused trailing bits zero. Throws `base64url` with the name of the part.
 */
export function decodeBase64url(text: string, part: string, buffer = native): Uint8Array<ArrayBuffer> {
  if (!isCanonical(text)) throw new ProofError('base64url', part);
  if (buffer) return buffer.from(text, 'base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Unpadded base64url of bytes, or of the UTF-8 bytes of a text. */
export function encodeBase64url(data: Uint8Array | string, buffer = native): string {
  if (buffer) {
    const bytes =
      typeof data === 'string' ? buffer.from(data, 'utf8') : buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return bytes.toString('base64url');
  }
  const bytes = typeof data === 'string' ? utf8.encode(data) : data;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** True for the base64url text of exactly `bytes` bytes in its one spelling. */
export function isBase64urlOf(text: unknown, bytes: number): text is string {
  return typeof text === 'string' && text.length === Math.ceil((bytes * 4) / 3) && isCanonical(text);
}

function isCanonical(text: string): boolean {
  const rest = text.length % 4;
  const last = text.charAt(text.length - 1);
  const spare = (rest === 2 && !'AQgw'.includes(last)) || (rest === 3 && !'AEIMQUYcgkosw048'.includes(last));
  return rest !== 1 && !spare && ALPHABET.test(text);
}
