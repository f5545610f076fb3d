import { Module } from '@nestjs/common';
import { LedgerModule } from '#exchange/ledger';
import { TermsOfUse } from './terms.service.ts';

/** Conditions of use: their versions, and who accepted them. */
@Module({ imports: [LedgerModule], providers: [TermsOfUse], exports: [TermsOfUse] })
export class TermsModule {}
