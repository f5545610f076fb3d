import { Module } from '@nestjs/common';
import { JobsModule } from '#exchange/jobs';
import { KeysModule } from '#exchange/keys';
import { LedgerModule } from '#exchange/ledger';
import { Approvals } from './approvals.service.ts';
import { CompanyItems } from './company-items.service.ts';
import { Drafts } from './drafts.service.ts';
import { Editions } from './editions.service.ts';
import { Preparations } from './preparations.service.ts';
import { Profiles } from './profiles.service.ts';
import { Publishing } from './publishing.service.ts';

/** A company's answers: drafted, approved, published as signed editions. */
@Module({
  imports: [JobsModule, KeysModule, LedgerModule],
  providers: [Approvals, CompanyItems, Drafts, Editions, Preparations, Profiles, Publishing],
  exports: [Approvals, CompanyItems, Drafts, Editions, Preparations, Profiles, Publishing],
})
export class ProfilesModule {}
