import { Module } from '@nestjs/common';
import { AccessModule } from '#exchange/access';
import { EvidenceModule } from '#exchange/evidence';
import { KeysModule } from '#exchange/keys';
import { LedgerModule } from '#exchange/ledger';
import { AccessRecords } from './access-records.ts';
import { Bundles } from './bundles.ts';
import { Changes } from './changes.ts';
import { Cuts } from './cuts.ts';
import { Denials } from './denials.ts';
import { EvidenceReading } from './evidence-reading.ts';
import { KeptBytes } from './kept-bytes.ts';
import { Opening } from './opening.ts';
import { Previews } from './previews.ts';
import { PublicOpening } from './public-opening.ts';
import { ReadableGrants } from './readable-list.ts';
import { Views } from './views.ts';

const offered = [
  Opening,
  KeptBytes,
  Views,
  Bundles,
  Changes,
  EvidenceReading,
  PublicOpening,
  Cuts,
  Denials,
  Previews,
  ReadableGrants,
  AccessRecords,
];

/** Reading through a grant: what the grantee is actually shown, and the record of it. */
@Module({ imports: [AccessModule, EvidenceModule, KeysModule, LedgerModule], providers: offered, exports: offered })
export class DisclosuresModule {}
