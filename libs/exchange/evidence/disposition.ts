import { fileKinds } from './kinds.ts';
import type { FileKind } from './kinds.ts';

/** Of the name without extension; with it every file system takes it, also with a suffix of the browser. */
const MAX_LETTERS = 100;
const MAX_BYTES = 200;
const NAMELESS = '証跡';
/** Names that Windows gives to devices, with or without an extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * The name a file is downloaded under, set by us: what the discloser called it, made safe to show and to save, with
 * the extension of the kind it really is. `mark` tells a reader's copy from the original, e.g. 閲覧用.
 */
export function downloadName(title: string, kind: FileKind, mark?: string): string {
  const [extension] = fileKinds[kind].extensions;
  // A title that ends in its extension, as uploaded names do, does not get it twice.
  const bare = title.replace(new RegExp(`\\.(?:${fileKinds[kind].extensions.join('|')})$`, 'i'), '');
  const suffix = mark ? `_${safeStem(mark)}` : '';
  return `${safeStem(bare) || NAMELESS}${suffix}.${extension}`;
}

/**
 * The `Content-Disposition` of a download (RFC 6266, RFC 8187): always `attachment`, with an ASCII name for old
 * programs and the real one in UTF-8. Takes a name made by {@link downloadName}.
 */
export function contentDisposition(name: string): string {
  return `attachment; filename="${asciiName(name)}"; filename*=UTF-8''${encodeExtValue(name)}`;
}

/** One line of visible text that is no path, no device, no hidden file and not too long. */
function safeStem(text: string): string {
  const visible = text
    .normalize('NFC')
    // Controls, direction marks and other invisible signs, halves of characters, and private ones nobody can read.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/\s+/gu, ' ');
  const cut = shorten(visible).replace(/^[\s.]+|[\s.]+$/gu, '');
  return DEVICES.test(cut) ? `_${cut}` : cut;
}

function shorten(text: string): string {
  let kept = '';
  let bytes = 0;
  for (const letter of [...text].slice(0, MAX_LETTERS)) {
    bytes += Buffer.byteLength(letter);
    if (bytes > MAX_BYTES) break;
    kept += letter;
  }
  return kept;
}

/** Letters and digits that ASCII has; `%` and quotes would be read differently by different browsers (RFC 6266 D). */
function asciiName(name: string): string {
  const dot = name.lastIndexOf('.');
  const stem = name
    .slice(0, dot)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[_.]+|[_.]+$/g, '');
  return `${/[A-Za-z0-9]/.test(stem) ? stem : 'evidence'}${name.slice(dot)}`;
}

/** RFC 8187 §3.2.1: everything but attr-char is percent-encoded UTF-8. */
function encodeExtValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
