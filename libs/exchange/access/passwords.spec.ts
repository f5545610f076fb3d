import { readFileSync } from 'node:fs';
import { newPassword } from '#contracts/password';
import { Refusal } from '#platform/errors';
import { refuseGuessable } from './password-rules.ts';
import { Passwords } from './passwords.ts';

const passwords = new Passwords();
const known = { email: 'mio.michibiki@mizusumashi.example', name: '導線 みお', companies: ['ミズスマシ電装株式会社'] };
const refused = (password: string) => {
  try {
    refuseGuessable(password, known, '/password');
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).particulars.errors?.[0]?.pointer).toBe('/password');
    return true;
  }
};

test('11.4.2 passwords are kept as argon2id: 19 MiB, two passes, one lane, in a bearable time', async () => {
  const began = performance.now();
  const encoded = await passwords.hash('a fine long password');
  expect(performance.now() - began).toBeLessThan(2000);
  expect(encoded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.hash('a fine long password')).not.toBe(encoded);
});

test('6.2.8 a password is checked exactly as sent: spaces, case, and what comes after the 72nd byte count', async () => {
  const long = 'あいうえおかきくけこさしすせそたちつてと'.repeat(4);
  const encoded = await passwords.hash(`${long} x`);
  expect(await passwords.matches(`${long} x`, encoded)).toBe(true);
  for (const other of [`${long} y`, `${long} x `, ` ${long} x`, `${long} X`, long]) {
    expect(await passwords.matches(other, encoded)).toBe(false);
  }
  expect(await passwords.matches(`${long} x`, null)).toBe(false);
});

test('the one normal form is NFC: the same text typed on another keyboard is the same password', async () => {
  const encoded = await passwords.hash('がぎぐげご はひふへほ café'.normalize('NFC'));
  expect(await passwords.matches('がぎぐげご はひふへほ café'.normalize('NFD'), encoded)).toBe(true);
});

test('6.2.1 6.2.9 twelve characters at least and 256 at most, counted as people count', () => {
  const fits = (text: string) => newPassword.safeParse(text).success;
  expect([fits('x'.repeat(11)), fits('x'.repeat(12)), fits('x'.repeat(256)), fits('x'.repeat(257))]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([fits('😀'.repeat(11)), fits('😀'.repeat(12)), fits('😀'.repeat(256)), fits('😀'.repeat(257))]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('6.2.4 6.2.12 every password on the list of common ones is refused, and there are 3,000 long enough to matter', () => {
  const list = readFileSync(`${__dirname}/common-passwords.txt`, 'utf8')
    .split('\n')
    .filter((row) => row !== '' && !row.startsWith('#'));
  expect(list.filter((word) => newPassword.safeParse(word).success).length).toBeGreaterThan(3000);
  expect(list.filter((word) => !refused(word))).toEqual([]);
});

test.each([
  'P@ssw0rd2027!!',
  'Password Password',
  'PASSWORD12345678',
  'ｐａｓｓｗｏｒｄ２０２７',
  'qwertyuiop[]',
  'aaaaaaaaaaaaaa',
  'abcabcabcabcabc',
  '123456789012',
  'zyxwvutsrqponm',
  'mio.michibiki@mizusumashi.example',
  'mio.michibiki1!',
  'Mizusumashi2027',
  'ミズスマシ電装株式会社1',
  '導線みお導線みお導線みお',
  'warifu-warifu',
])('%s is refused: guessers try it first', (password) => expect(refused(password)).toBe(true));

test.each([
  'correct fountain gravel 9',
  '朝ごはんは七時に食べました',
  '🦊🐢🌲🍵🎐🧭🪁🎏🪵🧶🪨🌀',
  'tiger 8302 9384 7562 8374',
  'kx9!vQ2#mZ7p',
  '     k  u  m  o     ',
])('6.2.5 %s is taken: there are no rules of composition', (password) => expect(refused(password)).toBe(false));
