import { Injectable } from '@nestjs/common';
import type { Actor } from '#exchange/access';
import { Database } from '#platform/database';
import { notFound, Refusal } from '#platform/errors';
import { Cuts } from './cuts.ts';
import { type Around, viewBody } from './view.ts';

/** What a grantee would be served, shown to the grantor beforehand. Also before the grant starts, and for past ones. */
@Injectable()
export class Previews {
  constructor(
    private readonly database: Database,
    private readonly cuts: Cuts,
  ) {}

  /** @returns the body of the view; @throws Refusal `not-found` for anything but the actor's own grant */
  async of(actor: Actor, grantId: string): Promise<Buffer> {
    return this.database.transaction(actor, async (tx) => {
      const [row]: (Omit<Around, 'content' | 'grantId'> & { edition_id: string | null; scope_id: string })[] =
        await tx.query(preview, [grantId, actor.organizationId]);
      if (!row) throw notFound('Grant');
      if (row.edition_id === null) throw new Refusal('not-found', 'Nothing has been published yet.');
      const cut = row.withdrawn_at ? null : await this.cuts.cutIn(tx, row.edition_id, row.scope_id);
      return viewBody({ ...row, grantId, content: cut ? Buffer.from(cut.view) : null });
    });
  }
}

// The same edition rule as in `open_grant`: the pinned one, else the latest.
const preview = `
  select g.grantor_id, g.scope_id, g.purpose, g.label, g.onward, g.delivery, g.originals, g.ends_at,
         o.names::text as names, o.assurance, e.id as edition_id, e.number, e.published_at, e.expires_at,
         e.expires_at <= app_now() as expired, w.withdrawn_at,
         (select max(number) from editions where organization_id = g.grantor_id) as latest
    from grants g
    join organizations o on o.id = g.grantor_id
    left join lateral (select * from editions where organization_id = g.grantor_id
           and (g.pinned_edition_id is null or id = g.pinned_edition_id) order by number desc limit 1) e on true
    left join edition_withdrawals w on w.edition_id = e.id
   where g.id = $1 and g.grantor_id = $2`;
