/** What follows the country's two letters (Council Directive 2006/112/EC, art. 215; VIES), and of its neighbours. */
const forms: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CH: /^E\d{9}(MWST|TVA|IVA)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^[1-9]\d{8}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[0-9A-Z]\d{7}[0-9A-Z]$/,
  FI: /^\d{8}$/,
  FR: /^[0-9A-HJ-NP-Z]{2}\d{9}$/,
  GB: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[0-9A-Z+*]\d{5}[A-Z]{1,2}$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[0-9A-Z+*]{9}B\d{2}$/,
  NO: /^\d{9}(MVA)?$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
};

/** Check digits of countries that publish theirs; the others are known by their form alone. */
const checks: Readonly<Record<string, (rest: string) => boolean>> = {
  DE: (rest) => germanCheckDigit(rest.slice(0, 8)) === Number(rest[8]),
  BE: (rest) => 97 - (Number(rest.slice(0, 8)) % 97) === Number(rest.slice(8)),
  IT: luhn,
};

/** True for a VAT number with its country letters, normalised: the country's form, and its check digit where known. */
export function isVat(value: string): boolean {
  const country = value.slice(0, 2);
  const rest = value.slice(2);
  const form = Object.hasOwn(forms, country) ? forms[country] : undefined;
  if (!form?.test(rest)) return false;
  return checks[country]?.(rest) ?? true;
}

/** The ninth digit of a German VAT number: ISO/IEC 7064, MOD 11,10 over the eight before it. */
export function germanCheckDigit(eight: string): number {
  const product = [...eight].reduce((carried, digit) => {
    const sum = (Number(digit) + carried) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return (11 - product) % 10;
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
