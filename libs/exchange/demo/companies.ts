import type { NewOrganization } from '#contracts/organization';

export const companyKeys = [
  'C01',
  'C02',
  'C03',
  'C04',
  'C05',
  'C06',
  'C07',
  'C08',
  'C09',
  'C10',
  'C11',
  'C12',
] as const;
export type CompanyKey = (typeof companyKeys)[number];

/** Companies that state something; the insurers only read. */
export const statingKeys: readonly CompanyKey[] = companyKeys.filter((key) => key !== 'C10' && key !== 'C11');

/** A company of the demonstration. Named after birds and insects, so that no one takes it for a real firm. */
interface DemoCompany {
  readonly names: { readonly ja: string; readonly en: string; readonly reading: string };
  readonly domain: string;
  readonly sector: string;
  readonly sizeBand: NewOrganization['sizeBand'];
  /** C06 has none: a German number that holds would be somebody's. */
  readonly identifier?: NewOrganization['identifiers'][number];
  readonly insurer?: true;
  readonly country?: string;
  readonly timeZone?: string;
}

/** Corporate numbers begin with 0, which the check digit of real ones never gives. */
const number = (last: string) => ({ scheme: 'jp-demo', value: `01001001000${last}` }) as const;

export const companies: Readonly<Record<CompanyKey, DemoCompany>> = {
  C01: {
    names: { ja: 'アオバズク自動車株式会社', en: 'Aobazuku Motors', reading: 'アオバズクジドウシャ' },
    domain: 'aobazuku.example',
    sector: '31',
    sizeBand: '5001+',
    identifier: number('01'),
  },
  C02: {
    names: {
      ja: 'ミズスマシホールディングス株式会社',
      en: 'Mizusumashi Holdings',
      reading: 'ミズスマシホールディングス',
    },
    domain: 'mizusumashi-hd.example',
    sector: '72',
    sizeBand: '101-300',
    identifier: number('02'),
  },
  C03: {
    names: { ja: 'ミズスマシ電装株式会社', en: 'Mizusumashi Denso-Parts', reading: 'ミズスマシデンソウ' },
    domain: 'mizusumashi-ep.example',
    sector: '28',
    sizeBand: '1001-5000',
    identifier: number('03'),
  },
  C04: {
    names: { ja: 'ミズスマシ精密株式会社', en: 'Mizusumashi Precision', reading: 'ミズスマシセイミツ' },
    domain: 'mizusumashi-pr.example',
    sector: '31',
    sizeBand: '301-1000',
    identifier: number('04'),
  },
  C05: {
    names: {
      ja: 'ミズスマシ情報システム株式会社',
      en: 'Mizusumashi Systems',
      reading: 'ミズスマシジョウホウシステム',
    },
    domain: 'mizusumashi-is.example',
    sector: '39',
    sizeBand: '101-300',
    identifier: number('05'),
  },
  C06: {
    names: { ja: 'ミズスマシ・ヨーロッパ', en: 'Mizusumashi Europe GmbH', reading: 'ミズスマシヨーロッパ' },
    domain: 'mizusumashi-eu.example',
    sector: '54',
    sizeBand: '21-100',
    country: 'DE',
    timeZone: 'Europe/Berlin',
  },
  C07: {
    names: { ja: 'カワラヒワ内装工業株式会社', en: 'Kawarahiwa Interior', reading: 'カワラヒワナイソウコウギョウ' },
    domain: 'kawarahiwa.example',
    sector: '31',
    sizeBand: '1001-5000',
    identifier: number('07'),
  },
  C08: {
    names: { ja: 'ナナホシ樹脂工業株式会社', en: 'Nanahoshi Plastics', reading: 'ナナホシジュシコウギョウ' },
    domain: 'nanahoshi.example',
    sector: '18',
    sizeBand: '21-100',
    identifier: number('08'),
  },
  C09: {
    names: { ja: 'コメツキ鍍金有限会社', en: 'Kometsuki Plating', reading: 'コメツキトキン' },
    domain: 'kometsuki.example',
    sector: '24',
    sizeBand: '21-100',
    identifier: number('09'),
  },
  C10: {
    names: {
      ja: 'ツクツク損害保険株式会社',
      en: 'Tsukutsuku General Insurance',
      reading: 'ツクツクソンガイホケン',
    },
    domain: 'tsukutsuku-ins.example',
    sector: '67',
    sizeBand: '5001+',
    identifier: number('10'),
    insurer: true,
  },
  C11: {
    names: {
      ja: 'ヒグラシ火災海上保険株式会社',
      en: 'Higurashi Fire and Marine',
      reading: 'ヒグラシカサイカイジョウホケン',
    },
    domain: 'higurashi-ins.example',
    sector: '67',
    sizeBand: '5001+',
    identifier: number('11'),
    insurer: true,
  },
  C12: {
    names: { ja: 'シジュウカラクラウド株式会社', en: 'Shijukara Cloud', reading: 'シジュウカラクラウド' },
    domain: 'shijukara-cloud.example',
    sector: '39',
    sizeBand: '101-300',
    identifier: number('12'),
  },
};
