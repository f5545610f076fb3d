export { LedgerEntry } from './ledger-entry.entity.ts';
export { Seal } from './seal.entity.ts';
