import { Injectable } from '@nestjs/common';
import type { OperatorPage } from '#contracts/organization';
import { cutPage, Database, idPart, parseCursor } from '#platform/database';
import { type CardRow, cardColumns, cardJoin } from './cards.ts';
import type { IdentifierScheme } from '#contracts/organization';

export interface RegisteredRow extends CardRow {
  readonly identifiers: readonly { readonly id: string; readonly scheme: IdentifierScheme; readonly value: string }[];
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

/** The register as the operator sees it: who is here and how sure we are, and nothing a company wrote in a profile. */
@Injectable()
export class OperatorList {
  constructor(private readonly database: Database) {}

  /** Companies, newest first; closed ones too. */
  async list({ cursor, limit, assurance }: OperatorPage) {
    const [after] = parseCursor(cursor, [idPart]) ?? [];
    const rows: RegisteredRow[] = await this.database.asSystem(null, (tx) =>
      tx.query(
        `select ${cardColumns}, o.created_at as "createdAt", o.closed_at as "closedAt",
                coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'scheme', i.scheme, 'value', i.value) order by i.id)
                            from organization_identifiers i where i.organization_id = o.id), '[]') as identifiers
           from organizations o ${cardJoin}
          where ($1::uuid is null or o.id < $1) and ($2::text is null or o.assurance = $2)
          order by o.id desc limit $3`,
        [after ?? null, assurance ?? null, limit + 1],
      ),
    );
    return cutPage(rows, limit, (row) => [row.id]);
  }
}
