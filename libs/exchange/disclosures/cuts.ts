import { Injectable } from '@nestjs/common';
import { cutPresentation, type EditionView, type Level, type SignedEdition, viewOf } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import { Database, type Tx } from '#platform/database';

/** The bytes of one edition under one scope. */
interface Cut {
  /** JSON text of what a reader sees. */
  readonly view: string;
  /** `jwt~disclosure~…~`, waiting for a key-binding JWT. */
  readonly presentation: string;
}

/** Cuts an edition to a scope: once, on first need, and kept. Publishing stays flat in the number of grants. */
@Injectable()
export class Cuts {
  constructor(private readonly database: Database) {}

  /** Makes the cut if it is missing. Called only after `open_grant` or the grantor's own preview asked for it. */
  async cut(grantorId: string, editionId: string, scopeId: string): Promise<void> {
    await this.database.asSystem(grantorId, (tx) => this.cutIn(tx, editionId, scopeId));
  }

  /** After publishing: makes the cuts that readers will ask for first, so that the first of them need not wait. */
  async cutForReaders(grantorId: string, editionId: string): Promise<void> {
    const scopes: { scope_id: string }[] = await this.database.asSystem(grantorId, (tx) =>
      tx.query(
        `select distinct g.scope_id from grants g
          where g.grantor_id = $1 and g.pinned_edition_id is null and grant_is_live(g)`,
        [grantorId],
      ),
    );
    for (const { scope_id: scopeId } of scopes) await this.cut(grantorId, editionId, scopeId);
  }

  /** The cut inside a transaction of the grantor's. */
  async cutIn(tx: Tx, editionId: string, scopeId: string): Promise<Cut> {
    const [known]: Cut[] = await tx.query(
      `select view, presentation from edition_cuts where edition_id = $1 and scope_id = $2`,
      [editionId, scopeId],
    );
    if (known) return known;
    const [row]: EditionRow[] = await tx.query(
      `select e.issuer_jwt, e.disclosures, e.item_ids, e.organization_id, s.levels
         from editions e, scopes s where e.id = $1 and s.id = $2`,
      [editionId, scopeId],
    );
    if (!row) throw new Error('The edition to cut is not this organization’s.');
    const cut = cutEdition(row);
    await tx.query(
      `insert into edition_cuts (edition_id, scope_id, organization_id, view, presentation)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [editionId, scopeId, row.organization_id, cut.view, cut.presentation],
    );
    return cut;
  }
}

interface EditionRow {
  readonly issuer_jwt: string;
  readonly disclosures: string;
  readonly item_ids: string[];
  readonly organization_id: string;
  readonly levels: Readonly<Record<string, Level>>;
}

/** Items a grant names but this edition does not have (a company item added later) are left out. */
export function cutEdition({
  issuer_jwt: jwt,
  disclosures,
  item_ids: itemIds,
  levels,
}: Omit<EditionRow, 'organization_id'>): Cut {
  const edition: SignedEdition = { jwt, disclosures: disclosures.split('~'), itemIds };
  const items = new Map(itemIds.flatMap((id) => (levels[id] === undefined ? [] : [[id, levels[id]] as const])));
  const presentation = cutPresentation(edition, { items });
  const view: EditionView = viewOf(presentation, nodeCrypto.sha256);
  return { view: JSON.stringify(view), presentation };
}
