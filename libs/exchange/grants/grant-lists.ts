import { Injectable } from '@nestjs/common';
import type { GrantList } from '#contracts/grant';
import type { Actor } from '#exchange/access';
import { cutPage, Database, idPart, parseCursor } from '#platform/database';
import { notFound } from '#platform/errors';
import type { ScopeLevels } from './scope.entity.ts';

/** A grant with what its two sides want to see of each other. */
export interface GrantRow {
  readonly id: string;
  readonly grantor_id: string;
  readonly grantor_names: Record<string, string>;
  readonly grantor_assurance: string;
  readonly grantee_id: string | null;
  readonly grantee_names: Record<string, string> | null;
  readonly grantee_assurance: string | null;
  readonly purpose: string;
  readonly levels: ScopeLevels;
  readonly state: 'granted' | 'not-started' | 'ended' | 'revoked';
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly revoked_at: Date | null;
  readonly over_at: Date | null;
  readonly ending: 'relation-ended' | 'nobody-left' | 'organization-closed' | null;
  readonly revocation_reason: string | null;
  readonly label: string;
  readonly onward: string | null;
  readonly delivery: string;
  readonly originals: boolean;
  readonly terms_required: boolean;
  readonly pinned: number | null;
  readonly readers: string[];
  readonly created_at: Date;
}

const columns = `
  select g.id, g.grantor_id, o.names as grantor_names, o.assurance as grantor_assurance,
         g.grantee_id, p.names as grantee_names, p.assurance as grantee_assurance,
         g.purpose, s.levels, st.state, g.starts_at, g.ends_at, g.revoked_at, g.ending, g.revocation_reason,
         case st.state when 'revoked' then g.revoked_at when 'ended' then coalesce(g.ended_at, r.ended_at, g.ends_at) end as over_at,
         g.label, g.onward, g.delivery, g.originals, g.terms_required, g.created_at,
         edition_number(g.pinned_edition_id) as pinned,
         array(select reader_id from grant_readers where grant_id = g.id order by 1) as readers
    from grants g
    join organizations o on o.id = g.grantor_id
    left join organizations p on p.id = g.grantee_id
    left join relations r on r.id = g.relation_id
    join scopes s on s.id = g.scope_id
    cross join lateral (select case when g.revoked_at is not null then 'revoked' when grant_is_live(g) then 'granted'
                        when g.ended_at is null and g.starts_at > app_now() then 'not-started' else 'ended' end as state) st`;

// A named grant is seen, on the receiving side, by those it names and by nobody else there.
const received = (reader: string) => `g.grantee_id = $1 and (not g.named or exists (select from grant_readers n
  where n.grant_id = g.id and n.reader_id = ${reader}::uuid))`;

/** Lists of grants for either side, past ones included: the history stays with both. */
@Injectable()
export class GrantLists {
  constructor(private readonly database: Database) {}

  async page(actor: Actor, list: GrantList) {
    const [before] = parseCursor(list.cursor, [idPart]) ?? [null];
    const given = list.side === 'given';
    const values = [actor.organizationId, before, list.state ?? null, list.partner ?? null, list.limit + 1];
    const rows: GrantRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `${columns}
          where ${given ? 'g.grantor_id = $1' : received('$6')}
            and ($2::uuid is null or g.id < $2) and ($3::text is null or st.state = $3)
            and ($4::uuid is null or $4 in (g.grantor_id, g.grantee_id))
          order by g.id desc limit $5`,
        given ? values : [...values, readerOf(actor)],
      ),
    );
    return cutPage(rows, list.limit, (row) => [row.id]);
  }

  /** One grant, for either side. Missing and foreign look the same. */
  async one(actor: Actor, grantId: string): Promise<GrantRow> {
    const [row]: GrantRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(`${columns} where g.id = $2 and (g.grantor_id = $1 or (${received('$3')}))`, [
        actor.organizationId,
        grantId,
        readerOf(actor),
      ]),
    );
    if (!row) throw notFound('Grant');
    return row;
  }
}

const readerOf = (actor: Actor) => actor.memberId ?? actor.serviceAccountId;
