import { reservedNames } from '#contracts/answer';
import { ImportRefused } from './import-refused.ts';

const MEGABYTE = 1024 * 1024;

/** Bytes of a file (or text already read) as text: UTF-8 only, one byte-order mark dropped, at most `megabytes`. */
export function sourceText(source: Uint8Array | string, megabytes: number): string {
  const length = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (length > megabytes * MEGABYTE) throw new ImportRefused('too-large', `The file is larger than ${megabytes} MB.`);
  return typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decoded(source);
}

function decoded(bytes: Uint8Array) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ImportRefused('encoding', 'The file is not UTF-8 text.', { cause });
  }
}

/** Refuses member names that could reach a prototype or that mean something in a signed statement. */
export function checkName(name: string) {
  if (reservedNames.includes(name)) throw new ImportRefused('reserved-name', `The name ${name} is not allowed.`);
}
