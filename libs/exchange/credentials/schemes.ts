import type { AssuranceBasis, DisclosureLevel } from '#contracts/answer';
import type { CredentialKind } from '#contracts/credential';

/** The rules of one scheme, as data. Months are calendar months. */
export interface Scheme {
  readonly name: { readonly ja: string; readonly en: string };
  readonly kind: CredentialKind;
  /** What one does with it, in a sentence: 取得 a certificate, 付与 of a mark, 宣言 of a self-declaration. */
  readonly verb: { readonly ja: string; readonly en: string };
  /** How a held one is shown. */
  readonly held: { readonly ja: string; readonly en: string };
  /** The strongest basis of assurance that holding it can support. */
  readonly supports: AssuranceBasis;
  /** Validity; absent where the scheme knows no end. */
  readonly months?: number;
  /** Yearly check between renewals, counted from the day of issue. */
  readonly surveillanceMonths?: number;
  /** When renewal is applied for, in months before the end: from `opens` to `closes`. */
  readonly renewal?: { readonly opens: number; readonly closes: number };
  /** After this long one is asked to look at it again; it does not lapse by that. */
  readonly reviewAfterMonths?: number;
  readonly star?: number;
  /** The first level at which it is shown. */
  readonly shownFrom: DisclosureLevel;
}

const obtained = {
  verb: { ja: '取得', en: 'obtained' },
  held: { ja: '取得済み', en: 'held' },
  shownFrom: 'summary',
} as const;
const granted = {
  verb: { ja: '付与', en: 'granted' },
  held: { ja: '付与', en: 'granted' },
  shownFrom: 'summary',
} as const;
const declared = {
  verb: { ja: '宣言', en: 'declared' },
  held: { ja: '宣言済み', en: 'declared' },
  shownFrom: 'summary',
} as const;

/** Every scheme the product knows. A self-declaration is never called anything else, and supports no more than `self`. */
export const schemes = {
  iso27001: {
    name: { ja: 'ISO/IEC 27001(ISMS認証)', en: 'ISO/IEC 27001 (ISMS certification)' },
    kind: 'certificate',
    ...obtained,
    supports: 'certified',
    months: 36,
    surveillanceMonths: 12,
    renewal: { opens: 6, closes: 1 },
  },
  iso27017: {
    name: {
      ja: 'ISO/IEC 27017(ISMSクラウドセキュリティ認証)',
      en: 'ISO/IEC 27017 (ISMS cloud security certification)',
    },
    kind: 'certificate',
    ...obtained,
    supports: 'certified',
    months: 36,
    surveillanceMonths: 12,
    renewal: { opens: 6, closes: 1 },
  },
  pmark: {
    name: { ja: 'プライバシーマーク', en: 'Privacy Mark' },
    kind: 'mark',
    ...granted,
    supports: 'certified',
    months: 24,
    renewal: { opens: 8, closes: 4 },
  },
  scs3: {
    name: {
      ja: 'サプライチェーン強化に向けたセキュリティ対策評価制度 ★3',
      en: 'Supply-chain security evaluation scheme (SCS) ★3',
    },
    kind: 'level',
    ...obtained,
    supports: 'expert-confirmed',
    months: 12,
    renewal: { opens: 3, closes: 0 },
    star: 3,
  },
  scs4: {
    name: {
      ja: 'サプライチェーン強化に向けたセキュリティ対策評価制度 ★4',
      en: 'Supply-chain security evaluation scheme (SCS) ★4',
    },
    kind: 'level',
    ...obtained,
    supports: 'third-party',
    months: 36,
    surveillanceMonths: 12,
    renewal: { opens: 6, closes: 0 },
    star: 4,
  },
  tisax: {
    name: { ja: 'TISAX(評価ラベル)', en: 'TISAX (assessment label)' },
    kind: 'level',
    ...obtained,
    supports: 'third-party',
    months: 36,
    renewal: { opens: 6, closes: 0 },
  },
  'security-action-1': {
    name: { ja: 'SECURITY ACTION 一つ星', en: 'SECURITY ACTION one-star' },
    kind: 'self-declaration',
    ...declared,
    supports: 'self',
    reviewAfterMonths: 24,
    star: 1,
  },
  'security-action-2': {
    name: { ja: 'SECURITY ACTION 二つ星', en: 'SECURITY ACTION two-star' },
    kind: 'self-declaration',
    ...declared,
    supports: 'self',
    reviewAfterMonths: 24,
    star: 2,
  },
  soc2: {
    name: { ja: 'SOC 2 Type 2 報告書', en: 'SOC 2 Type 2 report' },
    kind: 'report',
    verb: { ja: '受領', en: 'received' },
    held: { ja: '報告書あり', en: 'report available' },
    supports: 'third-party',
    reviewAfterMonths: 12,
    shownFrom: 'evidence',
  },
  'cloud-disclosure': {
    name: { ja: 'クラウドサービスの情報開示に関する認証', en: 'Cloud service disclosure certification' },
    kind: 'certificate',
    ...obtained,
    supports: 'certified',
    months: 24,
    renewal: { opens: 3, closes: 0 },
  },
  'jama-japia': {
    name: { ja: '自工会・部工会 セキュリティチェックシート(自己評価)', en: 'JAMA/JAPIA cyber security self-check' },
    kind: 'self-declaration',
    verb: { ja: '自己評価', en: 'self-assessed' },
    held: { ja: '自己評価済み', en: 'self-assessed' },
    supports: 'self',
    months: 12,
    renewal: { opens: 2, closes: 0 },
    shownFrom: 'summary',
  },
} as const satisfies Record<string, Scheme>;

export type SchemeId = keyof typeof schemes;
export const schemeIds = Object.keys(schemes) as [SchemeId, ...SchemeId[]];

/** The rules of a scheme by id. */
export const schemeOf = (id: SchemeId): Scheme => schemes[id];
