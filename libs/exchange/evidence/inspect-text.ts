import { FileRefused } from './refusals.ts';

export type TextEncoding = 'utf-8' | 'shift_jis' | 'euc-jp';

/** How text starts that a browser would take for something else (WHATWG MIME Sniffing §7.1, and SVG). */
const RUNNABLE = new RegExp(
  '^(?:<(?:!doctype|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg|img|object|embed)[\\s>/]' +
    '|<!--|<\\?|%!ps|%pdf-|gif8[79]a)',
  'i',
);

/**
 * Checks that bytes are text a person could have written and finds its encoding: UTF-8 (a byte order mark is fine),
 * else Shift_JIS as Windows writes it (CP932), else EUC-JP. Throws {@link FileRefused}.
 */
export function inspectText(bytes: Uint8Array): TextEncoding {
  const { text, encoding } = decodeText(bytes);
  // Tab, line feed, form feed and carriage return are text; NUL, escape sequences and the rest are not.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text)) throw new FileRefused('control-characters');
  if (RUNNABLE.test(text.slice(0, 1024).trimStart())) throw new FileRefused('looks-like-html');
  return encoding;
}

function decodeText(bytes: Uint8Array): { text: string; encoding: TextEncoding } {
  const utf8 = decode(bytes, 'utf-8');
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  const shiftJis = decode(bytes, 'shift_jis');
  const eucJp = decode(bytes, 'euc-jp');
  if (shiftJis === undefined && eucJp === undefined) throw new FileRefused('unknown-encoding');
  // Many EUC-JP bytes are also legal Shift_JIS, read as half-width katakana, which nobody writes at such length.
  if (eucJp !== undefined && (shiftJis === undefined || halfWidthKana(shiftJis) > halfWidthKana(eucJp))) {
    return { text: eucJp, encoding: 'euc-jp' };
  }
  return { text: shiftJis ?? '', encoding: 'shift_jis' };
}

/** The text, or undefined when even one byte does not belong to the encoding. Strips a byte order mark. */
function decode(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function halfWidthKana(text: string): number {
  return text.match(/[\uff61-\uff9f]/g)?.length ?? 0;
}
