import { testData } from '../test-data.ts';

/** Ours, so that each rule is tried without outside lists, too. */
const own = [
  "' or '1'='1",
  "'; drop table grants; --",
  '" or ""="',
  "\\'; select pg_sleep(5); --",
  '$1',
  '%s%n%x',
  '{0}{{7*7}}${7*7}<%= 7*7 %>#{7*7}',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '</script><svg onload=alert(1)>',
  '=cmd|"/c calc"!A1',
  '+1+1',
  '@SUM(A1)',
  '＝1＋1',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '%252e%252e%252f',
  'a\r\nBcc: everybody@test.example',
  '\u0000',
  'NUL\u0000inside',
  '\u202Egnp.exe',
  '\u2066hidden\u2069',
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
  'ｶﾞｷﾞｸﾞ㍿①',
  'Ω≈ç√∫˜µ≤≥÷',
  'I\u0307İı',
  '   ',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-0',
  '9007199254740993',
  '`id`$(id)|id;id&&id',
  '\u001b[31mred\u001b[0m',
  '{"$ne":null}',
  '\u2028\u2029',
];

const folders = ['sql', 'xss', 'naughty', 'unicode', 'template', 'formula', 'prototype', 'path', 'email', 'ssrf'];

/** The hostile texts of others, one a line or one a JSON string; undefined where they are not here. */
function fromOutside(): string[] | undefined {
  const files = folders.map((folder) => testData(`hostile/${folder}`));
  if (files.every((one) => one === undefined)) return undefined;
  return files.flatMap((folder) =>
    (folder ?? []).flatMap(({ name, bytes }) => {
      const text = bytes.toString('utf8');
      return name.endsWith('.json') ? stringsIn(JSON.parse(text)) : text.split(/\r?\n/).filter(Boolean);
    }),
  );
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]);
}

export const outsideStrings = fromOutside();
export const hostileStrings = [...new Set([...own, ...(outsideStrings ?? [])])].filter((text) => text.length < 20_000);
export const ownStrings = own;
