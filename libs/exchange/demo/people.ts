import type { Role } from '#exchange/access';
import type { CompanyKey } from './companies.ts';

/** A person of the demonstration. Signs in as `<given>@<the company's domain>`. */
export interface DemoPerson {
  readonly company: CompanyKey;
  readonly given: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  /** Seats in other companies; the roles there. */
  readonly alsoAt?: Partial<Record<CompanyKey, readonly Role[]>>;
  readonly language?: 'en';
}

/** The first of each company owns it. Where nobody else writes, the owner does; where nobody else signs, too. */
export const people: readonly DemoPerson[] = [
  { company: 'C01', given: 'minoru', name: '白樫 みのる', title: '情報システム本部長', roles: ['owner', 'editor'] },
  { company: 'C01', given: 'isana', name: '梟木 いさな', title: '調達本部 取引先リスク管理室長', roles: ['requester'] },
  { company: 'C01', given: 'tsugumi', name: '青葉 つぐみ', title: '執行役員 CISO', roles: ['approver'] },
  { company: 'C02', given: 'wataru', name: '水澄 わたる', title: 'グループ経営管理部長', roles: ['owner'] },
  {
    company: 'C02',
    given: 'nagisa',
    name: '水澄 なぎさ',
    title: 'グループセキュリティ統括部長',
    roles: ['administrator'],
  },
  { company: 'C02', given: 'taiga', name: '水澄 大河', title: '代表取締役', roles: ['approver'] },
  { company: 'C03', given: 'akari', name: '結線 あかり', title: '総務部長', roles: ['owner'] },
  { company: 'C03', given: 'sosuke', name: '伝野 そうすけ', title: '情報セキュリティ課長', roles: ['editor'] },
  { company: 'C03', given: 'mio', name: '導線 みお', title: '取締役 品質・情報担当', roles: ['approver'] },
  { company: 'C04', given: 'mamoru', name: '旋盤 まもる', title: '常務取締役 管理担当', roles: ['owner'] },
  { company: 'C04', given: 'takumi', name: '研磨 たくみ', title: '総務部長', roles: ['editor', 'approver'] },
  {
    company: 'C05',
    given: 'misaki',
    name: '灯台 みさき',
    title: '取締役 サービス運用本部長',
    roles: ['owner', 'approver'],
  },
  {
    company: 'C05',
    given: 'hikaru',
    name: '監視 ひかる',
    title: 'SOCリーダー',
    roles: ['editor'],
    alsoAt: { C03: ['editor'], C04: ['editor'] },
  },
  {
    company: 'C06',
    given: 'otto',
    name: 'Otto Beispielmann',
    title: 'Managing Director',
    roles: ['owner', 'approver'],
    language: 'en',
  },
  {
    company: 'C06',
    given: 'greta',
    name: 'Greta Musterfink',
    title: 'Information Security Officer',
    roles: ['editor'],
    language: 'en',
  },
  { company: 'C07', given: 'takeru', name: '葦原 たける', title: '取締役 管理本部長', roles: ['owner', 'approver'] },
  { company: 'C07', given: 'hiwa', name: '河原 ひわ', title: '購買部主任', roles: ['requester', 'editor'] },
  { company: 'C08', given: 'fumi', name: '七星 ふみ', title: '代表取締役', roles: ['owner', 'approver'] },
  { company: 'C08', given: 'toru', name: '七星 とおる', title: '工場長 兼 情報担当', roles: ['editor'] },
  { company: 'C09', given: 'hajime', name: '米槻 はじめ', title: '社長', roles: ['owner', 'editor', 'approver'] },
  { company: 'C10', given: 'kanade', name: '蝉丸 かなで', title: '企業引受部長', roles: ['owner'] },
  { company: 'C10', given: 'tsukushi', name: '筑紫 つくし', title: '企業引受部', roles: ['requester'] },
  { company: 'C11', given: 'shinobu', name: '夕凪 しのぶ', title: '商品統括部長', roles: ['owner'] },
  { company: 'C11', given: 'shigure', name: '日暮 しぐれ', title: 'サイバー保険課', roles: ['requester'] },
  { company: 'C12', given: 'kotone', name: '木末 ことね', title: '代表取締役CEO', roles: ['owner', 'approver'] },
  { company: 'C12', given: 'ren', name: '四十雀 れん', title: 'セキュリティ責任者', roles: ['editor', 'approver'] },
];

/** Whoever runs the exchange; belongs to no company. */
export const operator = { email: 'operator@warifu.example', name: '割符 のり' } as const;
