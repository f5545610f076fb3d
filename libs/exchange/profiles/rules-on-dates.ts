import type { Answer, IsoDate } from '#contracts/answer';
import type { CatalogueItem } from '#exchange/catalogues';
import { addMonths } from '#exchange/credentials';
import type { ContradictionRule } from './contradiction-rule.ts';

/** Older than the item's review period: to be looked at again. A company's own items have no review period. */
export const isStale = (
  item: Pick<CatalogueItem, 'reviewMonths'> | undefined,
  { asOf }: Pick<Answer, 'asOf'>,
  today: IsoDate,
) => item !== undefined && addMonths(asOf, item.reviewMonths) < today;

/** Facts that say when something regular was last done; it is due again within the item's review period. */
const LAST_DONE: Readonly<Record<string, string>> = {
  'K1-04': 'lastAssessment',
  'K1-05': 'lastInventory',
  'K2-03': 'lastReport',
  'K2-07': 'lastReview',
  'K2-08': 'lastExercise',
  'K3-02': 'lastHeld',
  'K3-03': 'lastHeld',
  'K4-04': 'lastConfirmed',
  'K5-04': 'lastTest',
  'X1-01': 'lastCheck',
};

/** Dates that may lie ahead; every other date fact speaks of something that has happened. */
const MAY_LIE_AHEAD = ['validUntil'];

const dateFact = (answer: Answer, key: string | undefined): IsoDate | undefined => {
  const value = key === undefined ? undefined : answer.facts[key];
  return typeof value === 'string' ? value : undefined;
};

export const dateRules: readonly ContradictionRule[] = [
  {
    id: 'planned-without-date',
    severity: 'contradiction',
    items: 'all',
    words: { ja: '「実施予定」ですが、実施予定日がありません。', en: 'Planned, but without a target date.' },
    shows: ({ answer }) => (answer.state === 'planned' && answer.targetDate === undefined ? ['targetDate'] : []),
  },
  {
    id: 'target-date-passed',
    severity: 'contradiction',
    items: 'all',
    words: {
      ja: '実施予定日を過ぎています。実施状況か予定日を見直してください。',
      en: 'The target date has passed; the state or the date needs another look.',
    },
    shows: ({ answer }, { today }) =>
      ['planned', 'partial'].includes(answer.state) && answer.targetDate !== undefined && answer.targetDate < today
        ? ['targetDate']
        : [],
  },
  {
    id: 'as-of-in-future',
    severity: 'contradiction',
    items: 'all',
    words: { ja: '時点が未来の日付です。', en: 'The as-of date lies in the future.' },
    shows: ({ answer }, { today }) => (answer.asOf > today ? ['asOf'] : []),
  },
  {
    id: 'stale',
    severity: 'warning',
    items: 'all',
    words: { ja: '見直しの周期を過ぎています。', en: 'Older than its review period.' },
    shows: ({ answer, item }, { today }) => (isStale(item, answer, today) ? ['asOf'] : []),
  },
  {
    id: 'restore-test-too-old',
    severity: 'contradiction',
    items: ['X1-09'],
    words: {
      ja: '「実施済み」ですが、直近の復元試験が見直しの周期より前です。',
      en: 'Implemented, but the latest restore test is older than the review period.',
    },
    shows: ({ answer, item }, { today }) => {
      const last = dateFact(answer, 'lastRestoreTest');
      return answer.state === 'implemented' && item && last && addMonths(last, item.reviewMonths) < today
        ? ['facts.lastRestoreTest']
        : [];
    },
  },
  {
    id: 'restore-never-tested',
    severity: 'warning',
    items: ['X1-09'],
    words: { ja: '「実施済み」ですが、復元試験の日がありません。', en: 'Implemented, but no restore test is stated.' },
    shows: ({ answer }) =>
      answer.state === 'implemented' && answer.facts.lastRestoreTest === undefined ? ['facts.lastRestoreTest'] : [],
  },
  {
    id: 'last-done-too-long-ago',
    severity: 'warning',
    items: Object.keys(LAST_DONE),
    words: {
      ja: '「実施済み」ですが、直近の実施日が見直しの周期より前です。',
      en: 'Implemented, but last done longer ago than the review period.',
    },
    shows: ({ id, answer, item }, { today }) => {
      const last = dateFact(answer, LAST_DONE[id]);
      return answer.state === 'implemented' && item && last && addMonths(last, item.reviewMonths) < today
        ? [`facts.${LAST_DONE[id]}`]
        : [];
    },
  },
  {
    id: 'done-after-as-of',
    severity: 'contradiction',
    items: 'all',
    words: { ja: '時点より後の日付が書かれています。', en: 'A date of something done is later than the as-of date.' },
    shows: ({ answer, item }) =>
      (item?.facts ?? [])
        .filter(
          ({ type, key }) =>
            type === 'date' && !MAY_LIE_AHEAD.includes(key) && (dateFact(answer, key) ?? '') > answer.asOf,
        )
        .map(({ key }) => `facts.${key}`),
  },
  {
    id: 'revised-before-established',
    severity: 'contradiction',
    items: ['K1-01'],
    words: { ja: '最終改定日が制定日より前です。', en: 'Last revised before it was established.' },
    shows: ({ answer }) => {
      const [established, revised] = [dateFact(answer, 'established'), dateFact(answer, 'lastRevised')];
      return established && revised && revised < established ? ['facts.lastRevised'] : [];
    },
  },
  {
    id: 'insurance-expired',
    severity: 'contradiction',
    items: ['X2-05'],
    words: {
      ja: '保険に加入中とありますが、満期日を過ぎています。',
      en: 'Stated as insured, but the policy has expired.',
    },
    shows: ({ answer }, { today }) =>
      answer.facts.insured === true && (dateFact(answer, 'validUntil') ?? today) < today ? ['facts.validUntil'] : [],
  },
];
