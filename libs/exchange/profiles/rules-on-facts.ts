import type { Answer, FactType, FactValue } from '#contracts/answer';
import type { ContradictionRule } from './contradiction-rule.ts';
import type { AnsweredItem } from './profile-state.ts';

/** Values that say the thing is not there at all: item → fact → values. */
const MEANS_NONE: Readonly<Record<string, Readonly<Record<string, readonly FactValue[]>>>> = {
  'K1-02': { reviewsPerYear: [0] },
  'K1-05': { classLevels: [0] },
  'K2-02': { headcountBand: ['0'] },
  'K2-03': { reportsPerYear: [0] },
  'K2-04': { coveredEntities: [0] },
  'K2-06': { coverageHours: ['none'] },
  'K3-01': { timesPerYear: [0] },
  'K3-02': { timesPerYear: [0] },
  'K3-03': { timesPerYear: [0] },
  'K3-04': { qualifiedStaff: [0] },
  'K5-04': { frequency: ['none'] },
  'X1-02': { reviewFrequency: ['none'] },
  'X1-08': { retentionMonths: [0] },
  'X2-05': { insured: [false] },
};

/** A count and the count it is part of. */
const PART_AND_WHOLE: Readonly<Record<string, readonly [part: string, whole: string]>> = {
  'K2-04': ['coveredEntities', 'totalEntities'],
  'K5-02': ['score', 'scoreMax'],
  'K5-05': ['overdueFindings', 'openFindings'],
};

/** A fact that says there is nothing to tell, and facts that tell it all the same. */
const NOTHING_TO_TELL: Readonly<Record<string, readonly [fact: string, value: FactValue, told: readonly string[]]>> = {
  'X2-01': ['subcontracted', false, ['tierDepth', 'countries']],
  'X2-04': ['count5y', 0, ['latestDate']],
  'X2-05': ['insured', false, ['arrangement', 'limitBand', 'validUntil']],
};

const LOW = 50;
const HIGH = 80;

const factsOfType = ({ item, answer }: AnsweredItem, type: FactType) =>
  (item?.facts ?? [])
    .filter((fact) => fact.type === type && answer.facts[fact.key] !== undefined)
    .map(({ key }) => ({ key, value: answer.facts[key] }));

const fieldsWhere = (facts: readonly { key: string; value: unknown }[], holds: (value: unknown) => boolean) =>
  facts.filter(({ value }) => holds(value)).map(({ key }) => `facts.${key}`);

/** Values that say nothing is there; stating them does not contradict anything. */
const EMPTY: readonly unknown[] = [undefined, 0, false, 'none', 'notImplemented', 'notApplicable', 'unknown'];

const tells = (answer: Answer, key: string) => {
  const value = answer.facts[key];
  return !(EMPTY.includes(value) || (Array.isArray(value) && value.every((each) => each === 'none')));
};

const isNotDone = (value: unknown) => value === 'notImplemented' || value === 'planned' || value === 'unknown';

export const factRules: readonly ContradictionRule[] = [
  {
    id: 'implemented-but-none',
    severity: 'contradiction',
    items: Object.keys(MEANS_NONE),
    words: {
      ja: '「実施済み」ですが、事実の欄は「なし」を示しています。',
      en: 'Implemented, but a fact says there is none.',
    },
    shows: ({ id, answer }) =>
      answer.state === 'implemented'
        ? Object.entries(MEANS_NONE[id] ?? {}).flatMap(([key, values]) =>
            values.includes(answer.facts[key] ?? '') ? [`facts.${key}`] : [],
          )
        : [],
  },
  {
    id: 'implemented-but-low',
    severity: 'warning',
    items: 'all',
    words: {
      ja: '「実施済み」ですが、割合が半分に届いていません。',
      en: 'Implemented, but a share is below one half.',
    },
    shows: (answered) =>
      answered.answer.state === 'implemented'
        ? fieldsWhere(factsOfType(answered, 'percent'), (value) => Number(value) < LOW)
        : [],
  },
  {
    id: 'implemented-but-parts-are-not',
    severity: 'warning',
    items: 'all',
    words: { ja: '「実施済み」ですが、内訳がいずれも未実施です。', en: 'Implemented, but none of its parts is.' },
    shows: (answered) => {
      const parts = factsOfType(answered, 'state');
      return answered.answer.state === 'implemented' && parts.length > 0 && parts.every(({ value }) => isNotDone(value))
        ? ['state']
        : [];
    },
  },
  {
    id: 'not-implemented-but-facts-say-so',
    severity: 'contradiction',
    items: 'all',
    words: {
      ja: '「未実施」ですが、事実の欄は実施を示しています。',
      en: 'Not implemented, but the facts say otherwise.',
    },
    shows: (answered) =>
      answered.answer.state === 'notImplemented'
        ? [
            ...fieldsWhere(factsOfType(answered, 'state'), (value) => value === 'implemented'),
            ...fieldsWhere(factsOfType(answered, 'percent'), (value) => Number(value) >= HIGH),
          ]
        : [],
  },
  {
    id: 'unknown-with-facts',
    severity: 'contradiction',
    items: 'all',
    words: { ja: '「わからない」ですが、事実が記入されています。', en: 'Unknown, but facts are stated.' },
    shows: ({ answer }) =>
      answer.state === 'unknown' && Object.keys(answer.facts).some((key) => tells(answer, key)) ? ['state'] : [],
  },
  {
    id: 'not-applicable-with-facts',
    severity: 'warning',
    items: 'all',
    words: { ja: '「対象外」ですが、事実が記入されています。', en: 'Not applicable, but facts are stated.' },
    // Counts say little here: a company without subsidiaries rightly counts one entity, itself.
    shows: ({ answer }) =>
      answer.state === 'notApplicable' &&
      Object.entries(answer.facts).some(([key, value]) => typeof value !== 'number' && tells(answer, key))
        ? ['state']
        : [],
  },
  {
    id: 'unexplained',
    severity: 'contradiction',
    items: 'all',
    words: {
      ja: '「代替策あり」「対象外」には、その内容や理由の説明が必要です。',
      en: 'An alternative, or not applicable, needs its explanation.',
    },
    shows: ({ answer }) =>
      (answer.state === 'alternative' || answer.state === 'notApplicable') && answer.explanation === undefined
        ? ['explanation']
        : [],
  },
  {
    id: 'partial-without-exceptions',
    severity: 'notice',
    items: 'all',
    words: {
      ja: '「一部実施」ですが、未対応の範囲が書かれていません。',
      en: 'Partly implemented, but what is left out is not stated.',
    },
    shows: ({ answer }) => (answer.state === 'partial' && answer.exceptions === undefined ? ['exceptions'] : []),
  },
  {
    id: 'part-exceeds-whole',
    severity: 'contradiction',
    items: Object.keys(PART_AND_WHOLE),
    words: { ja: '内数が全体の数を超えています。', en: 'A part is larger than its whole.' },
    shows: ({ id, answer }) => {
      const [part = '', whole = ''] = PART_AND_WHOLE[id] ?? [];
      const [few, many] = [answer.facts[part], answer.facts[whole]];
      return typeof few === 'number' && typeof many === 'number' && few > many ? [`facts.${part}`] : [];
    },
  },
  {
    id: 'none-among-others',
    severity: 'contradiction',
    items: 'all',
    words: { ja: '「なし」と他の選択肢が同時に選ばれています。', en: 'None is chosen together with others.' },
    shows: (answered) =>
      fieldsWhere(
        factsOfType(answered, 'multiChoice'),
        (value) => Array.isArray(value) && value.includes('none') && value.length > 1,
      ),
  },
  {
    id: 'nothing-to-tell-but-told',
    severity: 'contradiction',
    items: Object.keys(NOTHING_TO_TELL),
    words: {
      ja: '「なし」としながら、その内容が記入されています。',
      en: 'There is said to be none, yet it is described.',
    },
    shows: ({ id, answer }) => {
      const [fact = '', value, told = []] = NOTHING_TO_TELL[id] ?? [];
      return answer.facts[fact] === value ? told.filter((key) => tells(answer, key)).map((key) => `facts.${key}`) : [];
    },
  },
  {
    id: 'monitoring-in-and-out',
    severity: 'warning',
    items: ['K2-06'],
    words: {
      ja: '担当部署の項目では監視を外部に委ねているとありますが、こちらでは自社運用となっています。',
      en: 'Monitoring is said to be placed outside in K2-02, but in-house here.',
    },
    shows: ({ answer }, { answers }) => {
      const outsourced = answers['K2-02']?.facts.outsourcedFunctions;
      return answer.facts.operator === 'in-house' && Array.isArray(outsourced) && outsourced.includes('soc')
        ? ['facts.operator']
        : [];
    },
  },
];
