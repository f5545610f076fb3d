import { Module } from '@nestjs/common';
import { AccessModule } from '#exchange/access';
import { CredentialsModule } from '#exchange/credentials';
import { DisclosuresModule } from '#exchange/disclosures';
import { EvidenceModule } from '#exchange/evidence';
import { GrantsModule } from '#exchange/grants';
import { KeysModule } from '#exchange/keys';
import { LedgerModule } from '#exchange/ledger';
import { OrganizationsModule } from '#exchange/organizations';
import { ProfilesModule } from '#exchange/profiles';
import { TermsModule } from '#exchange/terms';
import { Beginnings } from './beginnings.ts';
import { Confirming } from './confirming.ts';
import { DemoWorld } from './demo-world.ts';
import { EvidenceShelf } from './evidence-shelf.ts';
import { Founding } from './founding.ts';
import { Histories } from './histories.ts';
import { Publications } from './publications.ts';
import { Reading } from './reading.ts';
import { Shares } from './shares.ts';
import { Sharing } from './sharing.ts';
import { Statements } from './statements.ts';

/** The demonstration world, lived through by the product's own services. Only the command line opens this. */
@Module({
  imports: [
    AccessModule,
    CredentialsModule,
    DisclosuresModule,
    EvidenceModule,
    GrantsModule,
    KeysModule,
    LedgerModule,
    OrganizationsModule,
    ProfilesModule,
    TermsModule,
  ],
  providers: [
    Beginnings,
    Confirming,
    DemoWorld,
    EvidenceShelf,
    Founding,
    Histories,
    Publications,
    Reading,
    Shares,
    Sharing,
    Statements,
  ],
  exports: [DemoWorld],
})
export class DemoModule {}
