import type { IdentifierScheme } from '#contracts/organization';
import { isVat } from './vat.ts';

/**
 * A company's number in its one spelling: full-width signs folded (NFKC), spaces gone, letters upper case; hyphens and
 * dots gone too where they are only decoration. An EUID keeps them, because there they belong to the number.
 */
export function normalIdentifier(scheme: IdentifierScheme, text: string): string {
  const folded = text.normalize('NFKC').replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  const bare = folded.replace(/[\s\u200b-\u200f\u2060\ufeff]/gu, '');
  const plain = scheme === 'euid' ? bare : bare.replace(/[\p{Pd}\u2212\u30fc.]/gu, '');
  return plain.normalize('NFC');
}

/** @returns what is wrong with a normalised number, in words for the person who typed it; undefined when nothing is */
export function faultOf(scheme: IdentifierScheme, value: string): string | undefined {
  if (scheme === 'jp-corporate')
    return isCorporateNumber(value) ? undefined : 'not a corporate number: its check digit does not fit';
  if (scheme === 'jp-demo') return /^0\d{12}$/.test(value) ? undefined : 'must be 0 and twelve digits';
  if (scheme === 'lei') return isLei(value) ? undefined : 'not an LEI: its check digits do not fit';
  if (scheme === 'vat') return isVat(value) ? undefined : 'not a VAT number of the country it names';
  return isEuid(value) ? undefined : 'not an EUID: country, register, a dot, number';
}

/**
 * Japanese corporate number (法人番号, order of the Ministry of Finance no. 70 of 2014): thirteen digits, the first of
 * them 9 − (Σ Pn·Qn mod 9), where Pn is the n-th digit from the right of the other twelve, and Qn is 1 for odd n, else 2.
 */
export function isCorporateNumber(value: string): boolean {
  return /^[1-9]\d{12}$/.test(value) && Number(value[0]) === corporateCheckDigit(value.slice(1));
}

/** The check digit that goes before twelve digits. */
export function corporateCheckDigit(base: string): number {
  const sum = [...base].reverse().reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 2), 0);
  return 9 - (sum % 9);
}

/** Legal entity identifier (ISO 17442): twenty characters; read as digits (A = 10 …), the remainder by 97 is 1. */
export function isLei(value: string): boolean {
  return /^[0-9A-Z]{18}\d{2}$/.test(value) && mod97(value) === 1;
}

/** The two check digits that go after eighteen characters (ISO/IEC 7064, MOD 97-10). */
export function leiCheckDigits(base: string): string {
  return String(98 - mod97(`${base}00`)).padStart(2, '0');
}

function mod97(text: string): number {
  const digits = [...text].map((sign) => Number.parseInt(sign, 36)).join('');
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
}

/** European unique identifier of a company (Regulation (EU) 2021/1042): format only, each register has its own rules. */
const euid =
  /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|GR|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)[0-9A-Z]{1,20}\.[0-9A-Z][0-9A-Z./-]{0,39}(_[0-9A-Z])?$/;
const isEuid = (value: string) => euid.test(value);
