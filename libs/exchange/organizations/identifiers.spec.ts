import fc from 'fast-check';
import {
  corporateCheckDigit,
  faultOf,
  isCorporateNumber,
  isLei,
  leiCheckDigits,
  normalIdentifier,
} from './identifiers.ts';
import { germanCheckDigit, isVat } from './vat.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));
const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
const changeAt = (text: string, at: number, sign: string) => text.slice(0, at) + sign + text.slice(at + 1);

test('numbers that are published are right: tax agency, an LEI, VAT of three countries, two EUIDs', () => {
  expect(faultOf('jp-corporate', '7000012050002')).toBeUndefined();
  expect(faultOf('lei', '5493001KJTIIGC8Y1R12')).toBeUndefined();
  expect(
    ['DE136695976', 'BE0428759497', 'IT00743110157', 'ATU13585627', 'NL010000446B01'].filter((vat) => !isVat(vat)),
  ).toEqual([]);
  expect(faultOf('euid', 'DEK1101R.HRB116737')).toBeUndefined();
  expect(faultOf('euid', 'ES28003.081070100')).toBeUndefined();
});

test('a corporate number has exactly one check digit, and a changed digit does not fit', () => {
  fc.assert(
    fc.property(digits(12), fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 8 }), (base, at, step) => {
      const check = corporateCheckDigit(base);
      expect(check).toBeGreaterThanOrEqual(1);
      expect([...'0123456789'].filter((first) => isCorporateNumber(first + base))).toEqual([String(check)]);
      // 0 and 9 are alike to a sum modulo 9: the official rule cannot tell them apart, and neither can we.
      const changed = (Number(base[at]) + step) % 10;
      const blind = Math.abs(changed - Number(base[at])) === 9;
      expect(isCorporateNumber(check + changeAt(base, at, String(changed)))).toBe(blind);
    }),
  );
});

test('an LEI is right with its check digits only, and a letter or digit changed for another does not fit', () => {
  const letters = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  fc.assert(
    fc.property(fc.array(letters, { minLength: 18, maxLength: 18 }), fc.nat(17), fc.nat(25), (signs, at, pick) => {
      const base = signs.join('');
      const lei = base + leiCheckDigits(base);
      expect(isLei(lei)).toBe(true);
      const kind = /\d/.test(lei.charAt(at)) ? '0123456789' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
      const other = kind.charAt(pick % kind.length);
      expect(isLei(changeAt(lei, at, other))).toBe(other === lei.charAt(at));
    }),
  );
});

test('a German VAT number has exactly one last digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), digits(7), (first, rest) => {
      const fits = [...'0123456789'].filter((last) => isVat(`DE${first}${rest}${last}`));
      expect(fits).toEqual([String(germanCheckDigit(`${first}${rest}`))]);
    }),
  );
});

test('however it is typed, a number has one spelling, and normalising twice is normalising once', () => {
  expect(normalIdentifier('jp-corporate', ' ７０００－０１２０５−０００２ ')).toBe('7000012050002');
  expect(normalIdentifier('jp-corporate', '7-0000‐1205ー0002')).toBe('7000012050002');
  expect(normalIdentifier('vat', 'de 136.695.976')).toBe('DE136695976');
  expect(normalIdentifier('lei', 'ｌｅｉ 5493-0001')).toBe('LEI54930001');
  expect(normalIdentifier('euid', 'dek1101r.hrb 116737')).toBe('DEK1101R.HRB116737');
  fc.assert(
    fc.property(
      fc.constantFrom('jp-corporate', 'lei', 'vat', 'euid' as const),
      fc.string({ unit: 'grapheme' }),
      (scheme, text) => {
        const once = normalIdentifier(scheme, text);
        expect(normalIdentifier(scheme, once)).toBe(once);
      },
    ),
  );
  fc.assert(
    fc.property(digits(12), (base) => {
      const number = corporateCheckDigit(base) + base;
      const typed = wide(number).replace(/(.{4})/g, '$1－ ');
      expect(faultOf('jp-corporate', normalIdentifier('jp-corporate', typed))).toBeUndefined();
    }),
  );
});

test.each([
  ['jp-corporate', '0100100100001'],
  ['jp-corporate', '700001205000'],
  ['jp-corporate', '70000120500022'],
  ['jp-corporate', '7000012050003'],
  ['jp-demo', '7000012050002'],
  ['lei', '5493001KJTIIGC8Y1R13'],
  ['vat', 'DE000000000'],
  ['vat', 'DE136695977'],
  ['vat', 'QQ123456789'],
  ['vat', '__proto__'],
  ['euid', 'JPX.123'],
  ['euid', 'DEK1101R'],
  ['euid', 'DEK1101R.'],
] as const)('%s %s is refused', (scheme, value) => expect(faultOf(scheme, value)).toBeDefined());
