import { readFileSync } from 'node:fs';
import { invalid } from '#platform/errors';

/** What is known of the person: none of it makes a password. */
interface KnownOf {
  readonly email?: string;
  readonly name?: string;
  readonly companies?: readonly string[];
}

// One a line, in the form `plain` gives. Read at the first use; refused are these and what dresses them up.
let list: ReadonlySet<string> | undefined;
const common = () =>
  (list ??= new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((row) => row !== '' && !row.startsWith('#')),
  ));

/**
 * Refuses a password that a guesser tries first: on the list of common and leaked ones (also in other dress:
 * P@ssw0rd2027!), the person's own address, name or company, a short thing repeated, a run along the keyboard.
 * No rules of composition; the length is the contract's business.
 * @param field where it stands in the request
 * @throws Refusal `invalid-input` naming the field
 */
export function refuseGuessable(password: string, known: KnownOf, field: string): void {
  if (isCommon(password)) throw invalid(field, 'This password is among the first that guessers try. Choose another.');
  if (isRun(password)) throw invalid(field, 'This password repeats itself. Choose a longer, less regular one.');
  if (namesTheirs(password, known)) {
    throw invalid(field, 'This password is made of your address, name or company. Choose another.');
  }
}

/** Case, width, and the space between words do not make a password new. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const undisguised = (text: string) => text.replace(/[013457@$!]/g, (sign) => disguises[sign] ?? sign);

// A year and a few signs around a word; more than that could be a secret of its own.
const mostFrills = 8;
function withoutFrills(text: string) {
  const word = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return text.length - word.length <= mostFrills ? word : text;
}

function isCommon(password: string): boolean {
  const word = plain(password);
  // As it stands; without the year and the exclamation marks around it; and with the signs read as the letters they
  // stand for, before and after taking the frills off ("p@ssw0rd" ends in letters, "passw0rd!" does not).
  const forms = [word, withoutFrills(word), undisguised(word), undisguised(withoutFrills(word))];
  return forms.some((form) => form !== '' && common().has(form));
}

/** The same few signs over and over, or a run up or down: aaaaaaaaaaaa, abcabcabcabc, 123456789012. */
function isRun(password: string): boolean {
  const signs = [...plain(password)];
  if (new Set(signs).size < 4) return true;
  for (let period = 1; period <= 5 && period * 2 < signs.length; period += 1) {
    if (signs.every((sign, at) => at < period || sign === signs[at - period])) return true;
  }
  const steps = signs.slice(1).map((sign, at) => (sign.codePointAt(0) ?? 0) - (signs[at]?.codePointAt(0) ?? 0));
  const runs = steps.filter((step) => step === 1 || step === -1).length;
  return runs >= steps.length - 1;
}

/** True when a name of theirs is nearly all there is. */
function namesTheirs(password: string, { email = '', name = '', companies = [] }: KnownOf): boolean {
  const bare = (text: string) => plain(text).replace(/[^\p{L}\p{N}]/gu, '');
  const [local = '', domain = ''] = email.split('@');
  const theirs = [email, local, domain, domain.split('.')[0] ?? '', name, ...companies, 'warifu'].map(bare);
  const word = bare(password);
  return theirs.some((own) => own.length >= 3 && word.includes(own) && word.replaceAll(own, '').length < 6);
}
