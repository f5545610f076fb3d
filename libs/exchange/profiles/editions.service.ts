import { Injectable } from '@nestjs/common';
import { type EditionView, viewOf } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { Actor, PersonActor } from '#exchange/access';
import type { Custody } from '#exchange/keys';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { cutPage, parseCursor } from '#platform/database';
import { alreadyDone, notFound } from '#platform/errors';
import type { LevelValues } from './level-values.ts';
import { type Change, type ComparableEdition, difference } from './difference.ts';
import { type Doer, doerSql } from './people.ts';

/** A published edition without its content. */
export interface EditionRow {
  readonly id: string;
  readonly number: number;
  readonly latest: boolean;
  readonly expired: boolean;
  readonly publishedAt: Date;
  readonly expiresAt: Date;
  readonly kid: string;
  readonly custody: Custody;
  readonly hash: string;
  readonly approvedBy: Doer;
  readonly selfApproved: boolean;
  readonly items: number;
  readonly withdrawn: { readonly at: string; readonly reason: string; readonly by: Doer } | null;
}

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
      const rows: EditionRow[] = await tx.query(
        `${editions} where e.organization_id = $1 and ($2::int is null or e.number < $2) order by e.number desc limit $3`,
        [actor.organizationId, before ?? null, page.limit + 1],
      );
      return cutPage(rows, page.limit, (row) => [row.number]);
    });
  }

  async one(actor: Actor, number: number): Promise<{ readonly edition: EditionRow; readonly content: EditionView }> {
    return this.database.transaction(actor, async (tx) => ({
      edition: await read(tx, actor, number),
      content: await content(tx, actor, number),
    }));
  }

  /** What changed from one edition to another, in either direction, field by field and level by level. */
  async difference(actor: Actor, from: number, to: number): Promise<Change[]> {
    return this.database.transaction(actor, async (tx) =>
      difference(comparable(await content(tx, actor, from)), comparable(await content(tx, actor, to))),
    );
  }

  /** Says of an edition that it does not stand any more. Readers then see that, and nothing of its content. */
  async withdraw(actor: PersonActor, number: number, reason: string): Promise<EditionRow> {
    return this.database.transaction(actor, async (tx) => {
      const { id } = await read(tx, actor, number);
      const withdrawn = await tx.query(
        `insert into edition_withdrawals (edition_id, organization_id, reason, withdrawn_by) values ($1, $2, $3, $4)
         on conflict do nothing returning 1`,
        [id, actor.organizationId, reason, actor.memberId],
      );
      if (withdrawn.length === 0) throw alreadyDone('This edition has been withdrawn already.');
      await this.ledger.append(tx, actor, { event: 'edition.withdrawn', editionId: id, detail: { number } });
      return read(tx, actor, number);
    });
  }

  /** One edition without its content; for whoever has just published it. */
  async summary(actor: Actor, number: number): Promise<EditionRow> {
    return this.database.transaction(actor, (tx) => read(tx, actor, number));
  }
}

async function read(tx: Tx, { organizationId }: Actor, number: number): Promise<EditionRow> {
  const [row]: EditionRow[] = await tx.query(`${editions} where e.organization_id = $1 and e.number = $2`, [
    organizationId,
    number,
  ]);
  if (!row) throw notFound('Edition');
  return row;
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

const editions = `
  select e.id, e.number, e.published_at as "publishedAt", e.expires_at as "expiresAt", e.expires_at <= app_now() as expired,
         e.kid, k.custody, rtrim(translate(encode(e.hash, 'base64'), '+/', '-_'), '=') as hash,
         ${doerSql('e.approved_by')} as "approvedBy", e.self_approved as "selfApproved", cardinality(e.item_ids) as items,
         e.number = (select max(l.number) from editions l where l.organization_id = e.organization_id) as latest,
         (select json_build_object('at', w.withdrawn_at, 'reason', w.reason, 'by', ${doerSql('w.withdrawn_by')})
            from edition_withdrawals w where w.edition_id = e.id) as withdrawn
    from editions e join signing_keys k on k.kid = e.kid`;
