import type { AssuranceBasis, IsoDate, LocalText } from '#contracts/answer';
import { addDays, type Credential, expectedIssue, schemeOf, type SchemeId } from '#exchange/credentials';
import type { CompanyKey } from './companies.ts';

/**
 * A credential of the demonstration, in days from now. `until` is the last day it holds; its day of issue then follows
 * from the scheme. Where there is no end, `issued` says when it began; neither means that it is applied for.
 */
export interface DemoCredential {
  readonly company: CompanyKey;
  /** How the company's answers call it. Two of one name are one certificate over two standards. */
  readonly called: string;
  readonly scheme: SchemeId;
  readonly edition?: string;
  readonly scope: LocalText;
  readonly number?: string;
  readonly issuer?: string;
  readonly applied?: number;
  readonly issued?: number;
  readonly until?: number;
  readonly period?: { readonly from: number; readonly to: number };
  /** The basis of assurance that answers of the company rest on it. */
  readonly carries?: AssuranceBasis;
}

const whole = { ja: '全社', en: 'Whole company' } as const;
const iso = { called: 'ISO/IEC 27001:2022', scheme: 'iso27001', edition: '2022', carries: 'certified' } as const;

export const credentials: readonly DemoCredential[] = [
  {
    company: 'C01',
    ...iso,
    scope: { ja: '本社および技術部門', en: 'Head office and engineering' },
    number: 'F-IS-0001',
    issuer: '架空認証機構',
    until: 492,
  },
  {
    company: 'C01',
    called: 'SCS ★4',
    scheme: 'scs4',
    carries: 'third-party',
    scope: whole,
    number: 'F-SCS4-0007',
    issuer: '架空評価センター',
    until: 1059,
  },
  {
    company: 'C02',
    called: 'SCS ★4',
    scheme: 'scs4',
    scope: { ja: 'グループ共用のIT基盤' },
    number: 'F-SCS4-0012',
    issuer: '架空評価センター',
    applied: -14,
  },
  { company: 'C03', ...iso, scope: { ja: '全社' }, number: 'F-IS-0103', issuer: '架空認証機構', until: 46 },
  {
    company: 'C03',
    called: 'JAMA/JAPIA self-check 2.3',
    scheme: 'jama-japia',
    edition: '2.3',
    scope: { ja: '全社' },
    issued: -179,
  },
  {
    company: 'C04',
    called: 'SCS ★3',
    scheme: 'scs3',
    carries: 'expert-confirmed',
    scope: { ja: '全社' },
    number: 'F-SCS3-0441',
    issuer: '架空専門家事務所',
    until: 309,
  },
  { company: 'C04', ...iso, scope: { ja: '第1工場のみ' }, number: 'F-IS-0117', issuer: '架空認証機構', until: -382 },
  {
    company: 'C05',
    ...iso,
    scope: { ja: 'データセンターとSOC' },
    number: 'F-IS-0120',
    issuer: '架空認証機構',
    until: 596,
  },
  {
    company: 'C05',
    called: 'Privacy Mark',
    scheme: 'pmark',
    scope: { ja: '全社' },
    number: 'F-PM-0305',
    issuer: '架空付与機関',
    until: 443,
  },
  {
    company: 'C06',
    called: 'TISAX (label)',
    scheme: 'tisax',
    carries: 'third-party',
    scope: { en: 'Site Musterstadt' },
    number: 'F-TX-0099',
    issuer: 'Fictional Audit GmbH',
    until: 515,
  },
  {
    company: 'C07',
    called: 'SCS ★3',
    scheme: 'scs3',
    carries: 'expert-confirmed',
    scope: { ja: '全社' },
    number: 'F-SCS3-0502',
    issuer: '架空専門家事務所',
    until: 351,
  },
  {
    company: 'C08',
    called: 'SECURITY ACTION two-star',
    scheme: 'security-action-2',
    scope: { ja: '全社' },
    number: 'F0000000008',
    issued: -225,
  },
  {
    company: 'C09',
    called: 'SECURITY ACTION one-star',
    scheme: 'security-action-1',
    scope: { ja: '全社' },
    number: 'F0000000009',
    issued: -735,
  },
  {
    company: 'C12',
    ...iso,
    called: 'ISO/IEC 27001:2022 + 27017',
    scope: { ja: '両サービスの開発と運用', en: 'Development and operation of both services' },
    number: 'F-IS-0200',
    issuer: '架空認証機構',
    until: 259,
  },
  {
    company: 'C12',
    called: 'ISO/IEC 27001:2022 + 27017',
    scheme: 'iso27017',
    carries: 'certified',
    edition: '2015',
    scope: { ja: '両サービスの開発と運用', en: 'Development and operation of both services' },
    number: 'F-IS-0200',
    issuer: '架空認証機構',
    until: 259,
  },
  {
    company: 'C12',
    called: 'Cloud disclosure certification',
    scheme: 'cloud-disclosure',
    scope: { ja: 'シジュウカラ図面ボックス', en: 'Shijukara Drawing Box' },
    number: 'F-AS-0031',
    issuer: '架空クラウド協会',
    until: 172,
  },
  {
    company: 'C12',
    called: 'SOC 2 Type 2 report',
    scheme: 'soc2',
    carries: 'third-party',
    scope: { ja: '両サービス', en: 'Both services' },
    issuer: '架空監査法人',
    issued: -40,
    period: { from: -440, to: -76 },
  },
];

/** The credentials of a company, in the order of the table. */
export const credentialsOf = (company: CompanyKey): readonly DemoCredential[] =>
  credentials.filter((credential) => credential.company === company);

/** A credential as the company records it on a day; the id is the caller's. Its state follows from its dates. */
export function recorded(credential: DemoCredential, today: IsoDate) {
  const { scheme, edition, scope, number, issuer, applied, issued, until, period } = credential;
  const day = (offset: number) => addDays(today, offset);
  const end = until === undefined ? undefined : day(until);
  const begun = issued === undefined ? end && expectedIssue(schemeOf(scheme), end) : day(issued);
  return {
    scheme,
    scope,
    ...(edition === undefined ? {} : { edition }),
    ...(number === undefined ? {} : { number }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(applied === undefined ? {} : { applied: day(applied) }),
    ...(begun === undefined ? {} : { issued: begun }),
    ...(end === undefined ? {} : { validUntil: end }),
    ...(period === undefined ? {} : { period: { from: day(period.from), to: day(period.to) } }),
  } satisfies Omit<Credential, 'id'>;
}
