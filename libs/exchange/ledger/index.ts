export { LedgerEntry } from './ledger-entry.entity.ts';
export { Seal } from './seal.entity.ts';
export { type LedgerEvent, ledgerEvents, readingEvents } from './events.ts';
export { LedgerModule } from './ledger.module.ts';
export { Ledger } from './ledger.service.ts';
