import { refusalOf } from '../../../test/files/expect-refused.ts';
import { inspectText } from './inspect-text.ts';

const why = (text: Buffer | string) => refusalOf(() => inspectText(Buffer.from(text as string)));

/** 「髙橋商店,対応済み①」 as Windows writes it: CP932 with letters that JIS X 0208 does not have. */
const cp932 = Buffer.from('fbfc8bb48fa493582c91ce899e8dcf82dd8740', 'hex');
/** 「情報セキュリティの方針」 in EUC-JP. */
const eucJp = Buffer.from('bef0caf3a5bba5ada5e5a5eaa5c6a5a3a4cecafdbfcb', 'hex');

describe('text', () => {
  it('is known by its encoding', () => {
    expect(inspectText(Buffer.from('番号,項目\r\n'))).toBe('utf-8');
    expect(inspectText(Buffer.from('\ufeff番号\t項目\n'))).toBe('utf-8');
    expect(inspectText(Buffer.from('plain ASCII'))).toBe('utf-8');
    expect(inspectText(cp932)).toBe('shift_jis');
    expect(inspectText(eucJp)).toBe('euc-jp');
  });

  it('is refused in an unknown encoding', async () => {
    expect(await why(Buffer.from('80ff', 'hex'))).toBe('unknown-encoding');
    expect(await why(Buffer.concat([cp932, Buffer.from('ff', 'hex')]))).toBe('unknown-encoding');
  });

  it.each([
    ['NUL', 'a\0b'],
    ['escape', 'a\u001b[31mb'],
    ['UTF-16', Buffer.from('text', 'utf16le')],
    ['delete', 'a\u007f'],
  ])('is refused with control characters: %s', async (_, text) => {
    expect(await why(text)).toBe('control-characters');
  });

  it.each([
    '<!DOCTYPE html>',
    '\ufeff \r\n<html lang="ja">',
    '<script>alert(1)</script>',
    '<ScRiPt/src=//x>',
    '<?xml version="1.0"?><svg/>',
    '<svg onload=alert(1)>',
    '<!-- --><script>',
    '<a href=javascript:alert(1)>',
    '%PDF-1.7',
    '%!PS-Adobe-3.0',
    'GIF89a<?php',
  ])('is refused when a browser would take it for something else: %j', async (text) => {
    expect(await why(text)).toBe('looks-like-html');
  });

  it.each(['a < b', '<メモ>', '<', '1 <script> in a log line', '<apple> is no tag of HTML', '=1+1,@SUM(A1)'])(
    'is taken when it is only text: %j',
    async (text) => {
      expect(await why(text)).toBeUndefined();
    },
  );
});
