import type { Custody } from '#contracts/key';
import type { Tx } from '#platform/database';
import { notFound } from '#platform/errors';
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
  /** SHA-256 of the issuer-signed JWT, base64url. */
  readonly hash: string;
  readonly approvedBy: Doer;
  readonly selfApproved: boolean;
  readonly items: number;
  readonly withdrawn: { readonly at: string; readonly reason: string; readonly by: Doer } | null;
}

/** One of the company's own editions. @throws Refusal `not-found` */
export async function readEdition(tx: Tx, organizationId: string, number: number): Promise<EditionRow> {
  const [row]: EditionRow[] = await tx.query(`${editions} where e.organization_id = $1 and e.number = $2`, [
    organizationId,
    number,
  ]);
  if (!row) throw notFound('Edition');
  return row;
}

/** Newest first. @param before only numbers below it */
export async function readEditions(
  tx: Tx,
  organizationId: string,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<EditionRow[]> {
  return tx.query(
    `${editions} where e.organization_id = $1 and ($2::int is null or e.number < $2) order by e.number desc limit $3`,
    [organizationId, before, limit],
  );
}

/** An `EditionRow` of `editions e`; also right in the statement that inserts it, which does not see its own row yet. */
export const editionColumns = `
  e.id, e.number, e.published_at as "publishedAt", e.expires_at as "expiresAt", e.expires_at <= app_now() as expired,
  e.kid, (select k.custody from signing_keys k where k.kid = e.kid) as custody,
  rtrim(translate(encode(e.hash, 'base64'), '+/', '-_'), '=') as hash,
  ${doerSql('e.approved_by')} as "approvedBy", e.self_approved as "selfApproved", cardinality(e.item_ids) as items,
  not exists (select from editions l where l.organization_id = e.organization_id and l.number > e.number) as latest,
  (select json_build_object('at', w.withdrawn_at, 'reason', w.reason, 'by', ${doerSql('w.withdrawn_by')})
     from edition_withdrawals w where w.edition_id = e.id) as withdrawn`;

const editions = `select ${editionColumns} from editions e`;
