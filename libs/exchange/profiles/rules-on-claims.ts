import { assuranceBases, type AssuranceBasis } from '#contracts/answer';
import {
  addDays,
  countsAsCertified,
  countsAsHeld,
  expectedUntil,
  schemeOf,
  type Credential,
} from '#exchange/credentials';
import type { ContradictionRule } from './contradiction-rule.ts';
import { credentialIds } from './levels.ts';
import type { AnsweredItem, ProfileState } from './profile-state.ts';

/** Where each of the three items on assessment lists what it claims. */
const CLAIMS: Readonly<Record<string, string>> = {
  'K5-01': 'certifications',
  'K5-02': 'declarations',
  'K5-03': 'assessments',
};

const named = (ids: readonly string[], { credentials }: ProfileState): Credential[] =>
  ids.flatMap((id) => credentials.find((each) => each.id === id) ?? []);

const referred = ({ item, answer }: AnsweredItem, profile: ProfileState) =>
  named(credentialIds(item ?? {}, answer), profile);

const claimed = ({ id, answer }: AnsweredItem, profile: ProfileState) =>
  named((answer.facts[CLAIMS[id] ?? ''] as string[] | undefined) ?? [], profile);

/** What an answer rests on: the credentials it refers to, or all the company has when it refers to none. */
function support(answered: AnsweredItem, profile: ProfileState) {
  const own = referred(answered, profile);
  return own.length > 0 ? own : profile.credentials;
}

const stands = (state: string) => state === 'implemented' || state === 'partial';

const atLeast = (basis: AssuranceBasis, other: AssuranceBasis) =>
  assuranceBases.indexOf(basis) >= assuranceBases.indexOf(other);

export const claimRules: readonly ContradictionRule[] = [
  {
    id: 'claimed-but-not-held',
    severity: 'contradiction',
    items: Object.keys(CLAIMS),
    words: {
      ja: '挙げた認証・宣言の中に、申請中・一時停止・期限切れ・取消しのものがあります。',
      en: 'A credential is claimed that is applied for, suspended, lapsed or withdrawn.',
    },
    shows: (answered, profile) =>
      stands(answered.answer.state) && claimed(answered, profile).some((each) => !countsAsHeld(each, profile.today))
        ? [`facts.${CLAIMS[answered.id]}`]
        : [],
  },
  {
    id: 'certified-without-certificate',
    severity: 'contradiction',
    items: 'all',
    words: {
      ja: '確認の方法が「認証」ですが、それを支える有効な認証がありません。',
      en: 'Stated as certified, but no certificate that is held supports it.',
    },
    shows: (answered, profile) =>
      answered.answer.assurance === 'certified' &&
      !support(answered, profile).some((each) => countsAsCertified(each, profile.today))
        ? ['assurance']
        : [],
  },
  {
    id: 'third-party-without-proof',
    severity: 'warning',
    items: 'all',
    words: {
      ja: '確認の方法が「第三者」ですが、それを示す認証も証跡もありません。',
      en: 'Stated as checked by a third party, but neither a credential nor evidence shows it.',
    },
    shows: (answered, profile) => {
      const shown = support(answered, profile).some(
        (each) => countsAsHeld(each, profile.today) && atLeast(schemeOf(each.scheme).supports, 'third-party'),
      );
      return answered.answer.assurance === 'third-party' && !shown && answered.answer.evidence.length === 0
        ? ['assurance']
        : [];
    },
  },
  {
    id: 'relies-on-credential-not-held',
    severity: 'warning',
    items: 'all',
    words: {
      ja: '根拠とした認証・宣言が、現在は有効ではありません。',
      en: 'A credential this answer relies on is not held today.',
    },
    shows: ({ answer }, profile) =>
      stands(answer.state) && named(answer.credentials, profile).some((each) => !countsAsHeld(each, profile.today))
        ? ['credentials']
        : [],
  },
  {
    id: 'self-declaration-as-certificate',
    severity: 'contradiction',
    items: ['K5-01', 'K5-03'],
    words: {
      ja: '自己宣言・自己評価が、第三者による認証や評価として挙げられています。',
      en: 'A self-declaration is listed as a certificate or an outside assessment.',
    },
    shows: (answered, profile) =>
      claimed(answered, profile).some(({ scheme }) => schemeOf(scheme).kind === 'self-declaration')
        ? [`facts.${CLAIMS[answered.id]}`]
        : [],
  },
  {
    id: 'longer-than-the-scheme',
    severity: 'warning',
    items: 'all',
    words: {
      ja: '認証の有効期限が、その制度の有効期間より長くなっています。',
      en: 'A credential is stated to hold longer than its scheme allows.',
    },
    shows: (answered, profile) => (referred(answered, profile).some(outlivesScheme) ? ['credentials'] : []),
  },
  {
    id: 'evidence-expired',
    severity: 'warning',
    items: 'all',
    words: { ja: '証跡の有効期限が切れています。', en: 'Evidence has expired.' },
    shows: ({ answer }, { evidence, today }) =>
      evidence.some(({ id, expires }) => answer.evidence.includes(id) && expires !== undefined && expires < today)
        ? ['evidence']
        : [],
  },
  {
    id: 'evidence-level-empty',
    severity: 'notice',
    items: ['K5-01', 'K5-03', 'K5-04'],
    words: {
      ja: '外部の確認を挙げ、証跡も開示する設定ですが、証跡がありません。',
      en: 'A check by others is claimed and the evidence level is open, but nothing is attached.',
    },
    shows: ({ answer }) =>
      (answer.assurance === 'third-party' || answer.assurance === 'certified') &&
      answer.evidence.length === 0 &&
      !answer.notDisclosed.includes('evidence')
        ? ['evidence']
        : [],
  },
  {
    id: 'opinion-not-attached',
    severity: 'warning',
    items: ['K5-03'],
    words: {
      ja: '第三者意見を添付したとありますが、証跡がありません。',
      en: 'An opinion is said to be attached, but there is no evidence.',
    },
    shows: ({ answer }) =>
      answer.facts.opinionAttached === true && answer.evidence.length === 0 ? ['facts.opinionAttached'] : [],
  },
];

/** A month's grace: certificates are sometimes dated from the decision and counted from the previous end. */
function outlivesScheme({ scheme, issued, validUntil }: Credential) {
  const expected = issued === undefined ? undefined : expectedUntil(schemeOf(scheme), issued);
  return expected !== undefined && validUntil !== undefined && validUntil > addDays(expected, 31);
}
