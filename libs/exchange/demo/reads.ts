import type { CompanyKey } from './companies.ts';

/** Somebody reads what a company shows theirs; in days from now. The edition is the newest of that day, or the pinned. */
export interface DemoRead {
  readonly from: CompanyKey;
  readonly by: CompanyKey;
  readonly day: number;
}

export const reads: readonly DemoRead[] = [
  { from: 'C04', by: 'C01', day: -250 },
  { from: 'C03', by: 'C02', day: -165 },
  { from: 'C01', by: 'C10', day: -140 },
  { from: 'C12', by: 'C01', day: -95 },
  { from: 'C07', by: 'C10', day: -75 },
  { from: 'C03', by: 'C01', day: -70 },
  { from: 'C08', by: 'C03', day: -66 },
  { from: 'C08', by: 'C07', day: -61 },
  { from: 'C03', by: 'C11', day: -43 },
  { from: 'C04', by: 'C02', day: -41 },
  { from: 'C06', by: 'C02', day: -38 },
  { from: 'C08', by: 'C03', day: -27 },
  { from: 'C01', by: 'C10', day: -25 },
  { from: 'C05', by: 'C02', day: -13 },
  { from: 'C03', by: 'C02', day: -11 },
  { from: 'C02', by: 'C03', day: -7 },
  { from: 'C02', by: 'C06', day: -6 },
  { from: 'C12', by: 'C01', day: -3 },
];
