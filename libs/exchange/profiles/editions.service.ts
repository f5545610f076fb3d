import { Injectable } from '@nestjs/common';
import { type EditionView, viewOf } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { Actor, PersonActor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { cutPage, Database, parseCursor, type Tx } from '#platform/database';
import { alreadyDone, notFound } from '#platform/errors';
import type { LevelValues } from './level-values.ts';
import { type Change, type ComparableEdition, difference } from './difference.ts';
import { type EditionRow, readEdition, readEditions } from './edition-rows.ts';

/** A company's own published editions: read, compared, withdrawn. None of them is ever changed. */
@Injectable()
export class Editions {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Newest first. */
  async list(actor: Actor, page: { readonly cursor?: string | undefined; readonly limit: number }) {
    const [before] = parseCursor(page.cursor, [/^\d{1,9}$/]) ?? [];
    return this.database.transaction(actor, async (tx) => {
      const rows = await readEditions(tx, actor.organizationId, {
        before: before === undefined ? null : Number(before),
        limit: page.limit + 1,
      });
      return cutPage(rows, page.limit, (row) => [row.number]);
    });
  }

  async one(actor: Actor, number: number): Promise<{ readonly edition: EditionRow; readonly content: EditionView }> {
    return this.database.transaction(actor, async (tx) => ({
      edition: await readEdition(tx, actor.organizationId, number),
      content: await content(tx, actor, number),
    }));
  }

  /** What changed from one edition to another, in either direction, field by field and level by level. */
  async difference(actor: Actor, from: number, to: number): Promise<Change[]> {
    return this.database.transaction(actor, async (tx) =>
      difference(comparable(await content(tx, actor, from)), comparable(await content(tx, actor, to))),
    );
  }

  /**
   * Says of an edition that it does not stand any more. Readers then see that, and nothing of its content; and the key
   * that bound it to readers is destroyed, so that nobody who holds the database can make another presentation of it.
   */
  async withdraw(actor: PersonActor, number: number, reason: string): Promise<EditionRow> {
    return this.database.transaction(actor, async (tx) => {
      const { id } = await readEdition(tx, actor.organizationId, number);
      const withdrawn = await tx.query(
        `insert into edition_withdrawals (edition_id, organization_id, reason, withdrawn_by) values ($1, $2, $3, $4)
         on conflict do nothing returning 1`,
        [id, actor.organizationId, reason, actor.memberId],
      );
      if (withdrawn.length === 0) throw alreadyDone('This edition has been withdrawn already.');
      await tx.query(`select forget_presentation_key($1)`, [id]);
      await this.ledger.append(tx, actor, { event: 'edition.withdrawn', editionId: id, detail: { number } });
      return readEdition(tx, actor.organizationId, number);
    });
  }
}

/** Read from the signed bytes, never from the draft: what is shown is what was signed. */
async function content(tx: Tx, { organizationId }: Actor, number: number): Promise<EditionView> {
  const [row]: { whole: string }[] = await tx.query(
    `select issuer_jwt || '~' || disclosures || '~' as whole from editions where organization_id = $1 and number = $2`,
    [organizationId, number],
  );
  if (!row) throw notFound('Edition');
  return viewOf(row.whole, nodeCrypto.sha256);
}

function comparable({ items, companyItems }: EditionView): ComparableEdition {
  return Object.fromEntries(
    [...items, ...companyItems].map(({ id, levels }) => {
      const [l1, l2, l3, l4] = [levels.public, levels.summary, levels.detail, levels.evidence].map((level) =>
        level.is === 'stated' ? level.value : { [level.is]: true },
      );
      return [id, { l1, l2, l3, l4 } as object as LevelValues];
    }),
  );
}
