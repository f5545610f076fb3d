import { Module } from '@nestjs/common';
import { LedgerModule } from '#exchange/ledger';
import { Credentials } from './credentials.service.ts';

/** Certificates, marks, levels, self-declarations and reports, by the rules of their schemes. */
@Module({ imports: [LedgerModule], providers: [Credentials], exports: [Credentials] })
export class CredentialsModule {}
