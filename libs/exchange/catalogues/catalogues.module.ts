import { Module } from '@nestjs/common';
import { LedgerModule } from '#exchange/ledger';
import { CatalogueImports } from './catalogue-imports.ts';

/** Our own catalogue, and those of others that companies bring in. */
@Module({ imports: [LedgerModule], providers: [CatalogueImports], exports: [CatalogueImports] })
export class CataloguesModule {}
