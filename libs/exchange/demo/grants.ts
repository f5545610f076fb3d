import type { DisclosureLevel } from '#contracts/answer';
import type { NewGrant } from '#contracts/grant';
import { coreCatalogue } from '#exchange/catalogues';
import type { CompanyKey } from './companies.ts';

/** A grant of the demonstration; `from` and `until` are days from now, the last one included. */
export interface DemoGrant {
  readonly from: CompanyKey;
  readonly to: CompanyKey | 'public';
  readonly items: NewGrant['items'];
  readonly starts: number;
  readonly until: number | null;
  readonly purpose: string;
  readonly label: NewGrant['label'];
  readonly pinnedEdition?: number;
  readonly delivery?: NewGrant['delivery'];
  readonly originals?: true;
  readonly revoked?: { readonly at: number; readonly reason: string };
}

/** Items whose ids begin so, at one level: a grant names each item, it never says "all". */
const at = (level: DisclosureLevel, ...beginnings: readonly string[]): NewGrant['items'] =>
  Object.fromEntries(
    coreCatalogue()
      .items.filter(({ id }) => beginnings.some((beginning) => id.startsWith(beginning)))
      .map(({ id }) => [id, level]),
  );

const strict = 'TLP:AMBER+STRICT';
const amber = 'TLP:AMBER';
const yearly = '取引先の年次確認';
const discount = '保険料割引の審査';
const baseline = 'グループ共通基準の確認';

const toHeadquarters = (from: CompanyKey, starts: number): DemoGrant => ({
  from,
  to: 'C02',
  items: { ...at('detail', 'K'), ...at('summary', 'X1') },
  starts,
  until: null,
  purpose: baseline,
  label: amber,
});

const toSubsidiary = (to: CompanyKey): DemoGrant => ({
  from: 'C02',
  to,
  items: { 'K1-01': 'detail', 'K1-03': 'detail' },
  starts: -8,
  until: null,
  purpose: 'グループ方針の周知',
  label: amber,
});

/** In the order in which they were given. */
export const grants = (): readonly DemoGrant[] =>
  [
    {
      from: 'C03',
      to: 'C01',
      items: { ...at('detail', 'K'), ...at('summary', 'X1') },
      starts: -75,
      until: 290,
      purpose: yearly,
      label: strict,
    },
    {
      from: 'C03',
      to: 'C11',
      items: { ...at('detail', 'K', 'X1'), 'X2-04': 'evidence' },
      starts: -45,
      until: 46,
      purpose: '保険の更改に向けた引受審査',
      label: strict,
      pinnedEdition: 4,
    },
    { from: 'C04', to: 'C01', items: at('summary', 'K'), starts: -379, until: -15, purpose: yearly, label: strict },
    { from: 'C07', to: 'C10', items: at('detail', 'K'), starts: -165, until: 199, purpose: discount, label: amber },
    { from: 'C01', to: 'C10', items: at('detail', 'K'), starts: -150, until: 214, purpose: discount, label: amber },
    {
      from: 'C08',
      to: 'C03',
      items: { ...at('summary', 'K'), 'K5-02': 'detail' },
      starts: -75,
      until: 290,
      purpose: yearly,
      label: amber,
    },
    {
      from: 'C08',
      to: 'C07',
      items: at('summary', 'K'),
      starts: -74,
      until: 290,
      purpose: yearly,
      label: amber,
      revoked: { at: -10, reason: '貴社の窓口の方が交代されたため、いったん取り消します。' },
    },
    {
      from: 'C12',
      to: 'C01',
      items: { ...at('detail', 'K', 'X'), 'K5-03': 'evidence' },
      starts: -134,
      until: 230,
      purpose: 'クラウドサービス利用契約に基づく確認',
      label: amber,
      delivery: 'download',
      originals: true,
    },
    {
      from: 'C01',
      to: 'public',
      items: at('public', 'K'),
      starts: -26,
      until: null,
      purpose: '年次報告',
      label: 'TLP:CLEAR',
    },
    toHeadquarters('C03', -200),
    toHeadquarters('C04', -199),
    toHeadquarters('C05', -150),
    toHeadquarters('C06', -40),
    toSubsidiary('C03'),
    toSubsidiary('C04'),
    toSubsidiary('C05'),
    toSubsidiary('C06'),
  ].sort((one, other) => one.starts - other.starts) as readonly DemoGrant[];
