import { validateHeaderValue } from 'node:http';
import { testData } from '../../../test/test-data.ts';
import { contentDisposition, downloadName } from './index.ts';

/** Reads a header as RFC 6266 and RFC 8187 say, with nothing of the code that wrote it. */
function readDisposition(header: string): { type: string; fallback: string; name: string } {
  const found = /^([a-z]+); filename="([^"\\]*)"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(header);
  if (!found) throw new Error(`Not a Content-Disposition: ${header}`);
  const [, type = '', fallback = '', encoded = ''] = found;
  return { type, fallback, name: decodeURIComponent(encoded) };
}

const header = (title: string) => contentDisposition(downloadName(title, 'pdf'));

describe('a download name', () => {
  it.each([
    ['情報セキュリティ基本方針', '情報セキュリティ基本方針.pdf'],
    ['情報セキュリティ基本方針.PDF', '情報セキュリティ基本方針.pdf'],
    ['か\u3099', 'が.pdf'],
    ['../../etc/passwd', '_.._etc_passwd.pdf'],
    ['C:\\Windows\\x', 'C__Windows_x.pdf'],
    ['報告書\r\nSet-Cookie: a=b', '報告書 Set-Cookie_ a=b.pdf'],
    ['請求書\u202efdp.exe', '請求書fdp.exe.pdf'],
    ['con', '_con.pdf'],
    ['NUL.tar', '_NUL.tar.pdf'],
    ['', '証跡.pdf'],
    ['  . .. ', '証跡.pdf'],
    ['\ud800半分', '半分.pdf'],
    ['.hidden', 'hidden.pdf'],
    ['100%"quoted"', '100%_quoted_.pdf'],
  ])('of %j is %j', (title, name) => {
    expect(downloadName(title, 'pdf')).toBe(name);
  });

  it('has the extension of what the file is, and tells a copy from the original', () => {
    expect(downloadName('報告.exe', 'xlsx')).toBe('報告.exe.xlsx');
    expect(downloadName('写真.jpeg', 'jpeg')).toBe('写真.jpg');
    expect(downloadName('方針.pdf', 'pdf', '閲覧用_株式会社みなと')).toBe('方針_閲覧用_株式会社みなと.pdf');
  });

  it('is never too long for a file system', () => {
    for (const letter of ['あ', '𠮷', 'a', '👨‍👩‍👧']) {
      const name = downloadName(letter.repeat(1_000), 'docx');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name).toMatch(/\.docx$/);
    }
  });
});

describe('Content-Disposition', () => {
  it('has a name for old programs and the real one', () => {
    expect(header('ISMS証明書 2026 (改訂)')).toBe(
      `attachment; filename="ISMS_2026.pdf"; filename*=UTF-8''ISMS%E8%A8%BC%E6%98%8E%E6%9B%B8%202026%20%28%E6%94%B9%E8%A8%82%29.pdf`,
    );
    expect(readDisposition(header('情報')).fallback).toBe('evidence.pdf');
    expect(readDisposition(header('100%"x'))).toEqual({
      type: 'attachment',
      fallback: '100__x.pdf',
      name: '100%_x.pdf',
    });
  });

  it('brings 1,000 Japanese names through unchanged', () => {
    for (const title of japaneseNames(1_000)) {
      expect(readDisposition(header(title))).toMatchObject({ type: 'attachment', name: `${title}.pdf` });
    }
  });

  const lists = [...(testData('hostile/path') ?? []), ...(testData('hostile/naughty') ?? [])];
  const outside = lists.length > 0 ? it : it.skip;
  outside(
    'brings 1,000 and more hostile names through as one harmless line (needs hostile/path, hostile/naughty)',
    () => {
      const names = lists.flatMap(({ bytes }) => bytes.toString('utf8').split('\n'));
      expect(names.length).toBeGreaterThan(1_000);
      for (const title of names) expectHarmless(title);
    },
  );

  it('and our own hostile names', () => {
    const signs = [
      '\0',
      '\r\n',
      '"',
      '\\',
      '/',
      ';',
      '%',
      '\u202e',
      '\u2028',
      '\ud83d',
      "'",
      '..',
      '*',
      '\u00a0',
      '\ufeff',
      '`',
      '<b>',
    ];
    for (const a of signs)
      for (const b of signs) for (const c of ['', '名', 'x.exe', '.pdf']) expectHarmless(`${a}${c}${b}`);
  });
});

function expectHarmless(title: string) {
  const value = header(title);
  validateHeaderValue('content-disposition', value);
  const { type, fallback, name } = readDisposition(value);
  expect(type).toBe('attachment');
  expect(fallback).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.pdf$/);
  expect(name).toBe(downloadName(title, 'pdf'));
  expect(name).toMatch(/^[^\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}.][^\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\.pdf$/u);
}

/** Names as people give them: words, numbers, brackets, full-width signs and rare letters, all different. */
function japaneseNames(count: number): string[] {
  const first = [
    '情報セキュリティ',
    'ISMS',
    '委託先管理',
    'バックアップ',
    '個人情報',
    '髙橋商店',
    '𠮷野工業',
    '㈱みなと',
    'アクセス権',
    '事業継続',
  ];
  const second = [
    '基本方針',
    '規程(改訂版)',
    '点検表~2026',
    '登録証・写し',
    '手順書「第3版」',
    '議事録①',
    '一覧',
    '診断結果',
    '契約書',
    '図面',
  ];
  return Array.from(
    { length: count },
    (_, i) => `${first[i % 10]}${second[Math.floor(i / 10) % 10]} ${Math.floor(i / 100)}号`,
  );
}
