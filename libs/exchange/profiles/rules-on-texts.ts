import type { Answer, LocalText } from '#contracts/answer';
import type { ContradictionRule } from './contradiction-rule.ts';

const TEXT_LEVELS = ['public', 'summary', 'detail'] as const;
const PAIRS = [
  ['public', 'summary'],
  ['public', 'detail'],
  ['summary', 'detail'],
] as const;
/** Shorter texts than this are alike by chance. */
const TELLING = 12;
/** Smaller numbers stand in texts for many reasons. */
const TELLING_NUMBER = 10;

/** Same letters for comparison: full-width digits as digits, blanks gone. */
const plain = (text: string | undefined) => (text ?? '').normalize('NFKC').replace(/\s+/gu, '');

const contains = (wide: LocalText | undefined, narrow: LocalText | undefined) =>
  (['ja', 'en'] as const).some((language) => {
    const inner = plain(narrow?.[language]);
    return inner.length >= TELLING && plain(wide?.[language]).includes(inner);
  });

const openText = ({ texts }: Answer, level: 'public' | 'summary') =>
  plain(`${texts[level]?.ja ?? ''} | ${texts[level]?.en ?? ''}`);

const namesNumber = (text: string, value: number) =>
  new RegExp(`(?<![0-9.,])${value}(?![0-9.,])`).test(text.replace(/(?<=\d),(?=\d{3})/g, ''));

export const textRules: readonly ContradictionRule[] = [
  {
    id: 'text-at-closed-level',
    severity: 'warning',
    items: 'all',
    words: {
      ja: '「開示しない」としたレベルに文章が残っています。開示はされません。',
      en: 'A level that is not disclosed still has a text. It will not be shown.',
    },
    shows: ({ answer }) =>
      TEXT_LEVELS.filter((level) => answer.notDisclosed.includes(level) && answer.texts[level]).map(
        (level) => `texts.${level}`,
      ),
  },
  {
    id: 'wider-level-tells-all',
    severity: 'warning',
    items: 'all',
    words: {
      ja: '広く見せるレベルの文章が、より狭いレベルの文章をそのまま含んでいます。',
      en: 'The text of a wider level contains the whole text of a narrower one.',
    },
    shows: ({ answer }) => [
      ...new Set(
        PAIRS.filter(([wide, narrow]) => contains(answer.texts[wide], answer.texts[narrow])).map(
          ([wide]) => `texts.${wide}`,
        ),
      ),
    ],
  },
  {
    id: 'sensitive-number-in-open-text',
    severity: 'notice',
    items: 'all',
    words: {
      ja: '証跡レベルで扱う数値が、公開または概要の文章に書かれています。',
      en: 'A number kept for the evidence level stands in the public or the summary text.',
    },
    shows: ({ answer, item }) => {
      const numbers = (item?.facts ?? []).filter(({ sensitive }) => sensitive).map(({ key }) => answer.facts[key]);
      const telling = numbers.filter((value) => typeof value === 'number').filter((value) => value >= TELLING_NUMBER);
      const open = (['public', 'summary'] as const).filter((level) =>
        telling.some((value) => namesNumber(openText(answer, level), value)),
      );
      return open.map((level) => `texts.${level}`);
    },
  },
];
