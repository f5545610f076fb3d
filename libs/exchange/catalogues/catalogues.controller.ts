import { Body, Controller, Get, Param, Post, SerializeOptions } from '@nestjs/common';
import type { z } from 'zod';
import {
  catalogueList,
  type CataloguePath,
  cataloguePath,
  catalogueView,
  importedList,
  type importedSummary,
  importedView,
  type NewImport,
  newImport,
} from '#contracts/catalogue';
import { type IdPath, idPath } from '#contracts/common';
import { type Actor, CurrentActor, May } from '#exchange/access';
import { notFound } from '#platform/errors';
import { LargeBody, Says } from '#platform/http';
import { CatalogueImports, type StoredImport } from './catalogue-imports.ts';
import { coreCatalogue } from './core-catalogue.ts';
import { inForce } from './imported-catalogue.ts';

const FOUR_MEGABYTES = 4 * 1024 * 1024;

@Controller('v1/catalogues')
export class CataloguesController {
  constructor(private readonly imports: CatalogueImports) {}

  @Get()
  @Says("Lists the editions of Warifu's own catalogue.")
  @May('catalogues.read')
  @SerializeOptions({ schema: catalogueList })
  list() {
    const { id, edition, status, digest, items } = coreCatalogue();
    return { items: [{ id, edition, status, digest, items: items.length }] };
  }

  @Get('imports')
  @Says('Lists the catalogues your company has brought in, newest first.')
  @May('catalogues.read')
  @SerializeOptions({ schema: importedList })
  async imported(@CurrentActor() actor: Actor) {
    return { items: (await this.imports.list(actor)).map(viewSummary) };
  }

  @Get('imports/:id')
  @Says('Reads one catalogue that your company has brought in.')
  @May('catalogues.read')
  @SerializeOptions({ schema: importedView })
  async readImport(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    return viewImport(await this.imports.one(actor, id));
  }

  @Post('imports')
  @Says("Brings in somebody else's catalogue, from the text of its file and the name of its format.")
  @LargeBody(FOUR_MEGABYTES)
  @May('catalogues.import')
  @SerializeOptions({ schema: importedView })
  async add(@CurrentActor() actor: Actor, @Body({ schema: newImport }) body: NewImport) {
    return viewImport(await this.imports.add(actor, body));
  }

  @Get(':catalogueId/:edition')
  @Says("Reads one edition of Warifu's own catalogue, whole.")
  @May('catalogues.read')
  @SerializeOptions({ schema: catalogueView })
  read(@Param({ schema: cataloguePath }) { catalogueId, edition }: CataloguePath) {
    const catalogue = coreCatalogue();
    if (catalogue.id !== catalogueId || catalogue.edition !== edition) throw notFound('Catalogue');
    return catalogue;
  }
}

function viewSummary({ id, digest, content, importedAt }: StoredImport): z.infer<typeof importedSummary> {
  const { title, edition, controls, problems } = content;
  return {
    id,
    title,
    edition,
    digest,
    controls: controls.length,
    inForce: inForce(content).length,
    problems: problems.length,
    importedAt: importedAt.toISOString(),
  };
}

const viewImport = (stored: StoredImport) => ({
  ...viewSummary(stored),
  publisher: stored.content.publisher ?? null,
  content: stored.content.controls,
  findings: stored.content.problems,
});
