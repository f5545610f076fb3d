import { Injectable } from '@nestjs/common';
import type { NewImport } from '#contracts/catalogue';
import type { Actor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx, uuid } from '#platform/database';
import { alreadyDone, notFound, Refusal } from '#platform/errors';
import { importOscalJson } from './import-oscal-json.ts';
import { importOscalXml } from './import-oscal-xml.ts';
import { importOsps } from './import-osps.ts';
import { ImportRefused } from './import-refused.ts';
import type { ImportedCatalogue } from './imported-catalogue.ts';
import { digestOf } from './read-catalogue.ts';
import { readStatusList } from './status-list.ts';

/** Somebody else's catalogue as a company brought it in. */
export interface StoredImport {
  readonly id: string;
  readonly digest: string;
  readonly content: ImportedCatalogue;
  readonly importedAt: Date;
}

/** Catalogues of others, brought in by a company for its own use. */
@Injectable()
export class CatalogueImports {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Newest first. */
  async list(actor: Actor): Promise<StoredImport[]> {
    return this.database.transaction(actor, (tx) => read(tx, actor, null));
  }

  async one(actor: Actor, id: string): Promise<StoredImport> {
    return this.database.transaction(actor, (tx) => find(tx, actor, id));
  }

  /** @throws Refusal `file-refused` with the reason; `already-done` when exactly this content is here already */
  async add(actor: Actor, file: NewImport): Promise<StoredImport> {
    const content = readable(file);
    const { id: catalogueId, title, edition } = content;
    const digest = digestOf(content);
    return this.database.transaction(actor, async (tx) => {
      const by = actor.memberId ?? actor.serviceAccountId;
      const kept: { id: string }[] = await tx.query(
        `insert into imported_catalogues (id, organization_id, title, edition, digest, content, imported_by)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
        [uuid(), actor.organizationId, title, edition, digest, JSON.stringify(content), by],
      );
      if (!kept[0]) throw alreadyDone('This catalogue is here already.');
      await this.ledger.append(tx, actor, {
        event: 'catalogue.imported',
        subjectId: kept[0].id,
        detail: { catalogue: catalogueId.slice(0, 100), controls: content.controls.length },
      });
      return find(tx, actor, kept[0].id);
    });
  }
}

function readable(file: NewImport): ImportedCatalogue {
  try {
    if (file.format === 'osps-yaml') return importOsps([file.content].flat(), file.edition);
    const list = file.statusList === undefined ? undefined : readStatusList(file.statusList);
    return file.format === 'oscal-json' ? importOscalJson(file.content, list) : importOscalXml(file.content, list);
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    const pointer = error.reason === 'not-a-status-list' ? '/statusList' : '/content';
    throw new Refusal('file-refused', error.message, {
      errors: [{ pointer, detail: error.message }],
      more: { reason: error.reason },
    });
  }
}

async function find(tx: Tx, actor: Actor, id: string): Promise<StoredImport> {
  const [found] = await read(tx, actor, id);
  if (!found) throw notFound('Catalogue');
  return found;
}

const read = (tx: Tx, { organizationId }: Actor, id: string | null): Promise<StoredImport[]> =>
  tx.query(
    `select id, digest, content, imported_at as "importedAt" from imported_catalogues
      where organization_id = $1 and ($2::uuid is null or id = $2) order by id desc limit 200`,
    [organizationId, id],
  );
