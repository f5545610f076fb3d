import { answerFor, type FactRule } from '#contracts/answer';
import { credentialIds } from './levels.ts';
import { answeredItems, type AnsweredItem, type Finding, type ProfileState } from './profile-state.ts';

const WORDS = {
  'nothing-answered': { ja: '回答がまだひとつもありません。', en: 'Nothing has been answered yet.' },
  'unknown-item': {
    ja: 'この版の項目カタログにない項目です。',
    en: 'This item is not in this edition of the catalogue.',
  },
  'target-date-needed': { ja: '実施予定日を入れてください。', en: 'A target date is needed.' },
  'explanation-needed': {
    ja: '説明(代替策の内容、対象外の理由)を入れてください。',
    en: 'An explanation is needed: the alternative, or why it does not apply.',
  },
  'value-not-allowed': { ja: '値が項目の形式に合っていません。', en: 'The value does not fit the item.' },
  'credential-missing': { ja: '結び付けた認証・宣言が見つかりません。', en: 'A credential referred to is missing.' },
  'evidence-missing': { ja: '結び付けた証跡が見つかりません。', en: 'Evidence referred to is missing.' },
} as const;

const NO_FACTS: readonly FactRule[] = [];

/**
 * What must be put right before a profile can be submitted; empty when it can. Unanswered items do not stop it: they
 * are published as not stated.
 */
export function completeness(profile: ProfileState): Finding[] {
  const answered = answeredItems(profile);
  if (answered.length === 0) return [finding('nothing-answered', '', '')];
  return answered.flatMap((each) =>
    isKnown(each, profile)
      ? [...requirements(each, profile), ...values(each), ...references(each, profile)]
      : [finding('unknown-item', each.id, '')],
  );
}

const isKnown = ({ id, item }: AnsweredItem, { companyItems = [] }: ProfileState) =>
  item !== undefined || companyItems.some((own) => own.id === id);

/** As the catalogue says for the state: data, so that another edition may ask for more. */
function requirements({ id, answer }: AnsweredItem, { catalogue }: ProfileState) {
  const required = catalogue.answerStates.find((state) => state.id === answer.state)?.requires ?? [];
  return required
    .filter((field) => answer[field] === undefined)
    .map((field) => finding(field === 'targetDate' ? 'target-date-needed' : 'explanation-needed', id, field));
}

/** A draft is checked when it is written; this catches what another catalogue edition no longer allows. */
function values({ id, answer, item }: AnsweredItem) {
  const read = answerFor({ facts: item?.facts ?? NO_FACTS }).safeParse(answer);
  const fields = read.success ? [] : read.error.issues.map(({ path }) => path.join('.'));
  return [...new Set(fields)].map((field) => finding('value-not-allowed', id, field));
}

function references({ id, answer, item }: AnsweredItem, { credentials, evidence }: ProfileState) {
  const missing = (ids: readonly string[], among: readonly { id: string }[]) =>
    ids.some((one) => !among.some((each) => each.id === one));
  return [
    ...(missing(credentialIds(item ?? {}, answer), credentials)
      ? [finding('credential-missing', id, 'credentials')]
      : []),
    ...(missing(answer.evidence, evidence) ? [finding('evidence-missing', id, 'evidence')] : []),
  ];
}

const finding = (rule: keyof typeof WORDS, item: string, field: string): Finding => ({
  rule,
  item,
  field,
  words: WORDS[rule],
});
