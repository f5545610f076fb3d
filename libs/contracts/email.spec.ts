import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testDataPath } from '../../test/test-data.ts';
import { email } from './email.ts';

const data = testDataPath('hostile/email');
const outside = existsSync(data) ? test : test.skip;
const read = (text: string) => email.safeParse(text);
/** Nothing in it can end a header, start another recipient, or be read in two ways. */
const plain = /^[a-z0-9_'+.-]{1,64}@[a-z0-9.-]{3,253}$/;

test('one mailbox has one spelling', () => {
  expect(read('Mio.Michibiki@Mizusumashi.EXAMPLE').data).toBe('mio.michibiki@mizusumashi.example');
  expect(read('ｍｉｏ＠ｍｉｚｕｓｕｍａｓｈｉ．ｅｘａｍｐｌｅ').data).toBe('mio@mizusumashi.example');
});

test.each([
  'a@b.example\r\nBcc: x@evil.example',
  'a@b.example, x@evil.example',
  'a@b.example;x@evil.example',
  '"a b"@b.example',
  '<a@b.example>',
  'A <a@b.example>',
  'a@[127.0.0.1]',
  'a@localhost',
  ' a@b.example',
  'a@b.example\u0000',
  `${'a'.repeat(65)}@b.example`,
  `a@${'b.'.repeat(130)}example`,
])('1.3.11 %j is no address', (text) => expect(read(text).success).toBe(false));

outside('addresses others collected are refused, or are plain', () => {
  const fuzz = readFileSync(join(data, 'fuzzdb-invalid-email-addresses.txt'), 'utf8').split('\n').filter(Boolean);
  const known: { address: string }[] = JSON.parse(readFileSync(join(data, 'isemail.json'), 'utf8'));
  const all = [...fuzz, ...known.map(({ address }) => address)];
  expect(all.length).toBeGreaterThan(50);
  const taken = all.map((text) => read(text).data).filter((address) => address !== undefined);
  expect(taken.length).toBeGreaterThan(3);
  expect(taken.filter((address) => !plain.test(address))).toEqual([]);
});
