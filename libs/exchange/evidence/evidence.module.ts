import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { JobsModule } from '#exchange/jobs';
import { KeysModule } from '#exchange/keys';
import { LedgerModule } from '#exchange/ledger';
import { EvidenceFiles } from './evidence.service.ts';
import { FileTurns } from './fair-turns.ts';
import { LooseObjects } from './loose-objects.ts';
import { ClosesObjects, evidenceObjects } from './objects.ts';
import { SealedFiles } from './sealed-files.ts';
import { Uploads } from './uploads.interceptor.ts';

/** Files that back an answer. The interceptor is global, and so the outermost: it acts on `@TakesFile` routes only. */
@Module({
  imports: [JobsModule, KeysModule, LedgerModule],
  providers: [
    evidenceObjects,
    ClosesObjects,
    LooseObjects,
    SealedFiles,
    FileTurns,
    EvidenceFiles,
    { provide: APP_INTERCEPTOR, useClass: Uploads },
  ],
  exports: [EvidenceFiles, SealedFiles, FileTurns, LooseObjects],
})
export class EvidenceModule {}
