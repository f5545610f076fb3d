import type { NewRelation } from '#contracts/relation';
import type { CompanyKey } from './companies.ts';

/** Ordering party, parent or insurer first; what hangs on the other. */
interface DemoRelation extends Partial<Omit<NewRelation, 'partnerId' | 'ourSide' | 'kind'>> {
  readonly from: CompanyKey;
  readonly to: CompanyKey;
  readonly kind: NewRelation['kind'];
}

const confidential = { receivesConfidential: true } as const;
const all = { receivesConfidential: true, stopsOurWork: true, reachesOurSystems: true } as const;

export const relations: readonly DemoRelation[] = [
  { from: 'C01', to: 'C03', kind: 'supply', ...all, requiredStar: 4 },
  { from: 'C01', to: 'C04', kind: 'supply', ...confidential, stopsOurWork: true, requiredStar: 4 },
  { from: 'C01', to: 'C07', kind: 'supply', ...confidential, stopsOurWork: true, requiredStar: 4 },
  { from: 'C01', to: 'C12', kind: 'contract', ...confidential },
  { from: 'C03', to: 'C08', kind: 'supply', ...confidential, requiredStar: 3 },
  { from: 'C07', to: 'C08', kind: 'supply', requiredStar: 3 },
  { from: 'C04', to: 'C09', kind: 'supply', ...confidential, stopsOurWork: true, requiredStar: 3 },
  { from: 'C08', to: 'C09', kind: 'supply' },
  { from: 'C02', to: 'C03', kind: 'group', ...all, sharePercent: 100 },
  { from: 'C02', to: 'C04', kind: 'group', ...all, sharePercent: 80 },
  { from: 'C02', to: 'C05', kind: 'group', ...all, sharePercent: 100 },
  { from: 'C02', to: 'C06', kind: 'group', ...all, sharePercent: 100 },
  // Who orders stands first: the group's IT company works for its sisters.
  { from: 'C03', to: 'C05', kind: 'contract', ...all },
  { from: 'C04', to: 'C05', kind: 'contract', ...all },
  { from: 'C11', to: 'C02', kind: 'insurance' },
  { from: 'C10', to: 'C01', kind: 'insurance' },
  { from: 'C10', to: 'C07', kind: 'insurance' },
];
