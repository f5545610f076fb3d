import { Injectable } from '@nestjs/common';
import type { EditionView, ItemView } from '#proof';
import { type Change, type ComparableEdition, difference } from '#exchange/profiles';
import { Database } from '#platform/database';
import { notFound } from '#platform/errors';
import { Cuts } from './cuts.ts';
import type { Opened } from './opening.ts';

/** What changed, for a reader, since an edition they have read: only within what their grant shows. */
@Injectable()
export class Changes {
  constructor(
    private readonly database: Database,
    private readonly cuts: Cuts,
  ) {}

  /**
   * Compares what was opened just now with an earlier edition under the same scope.
   * @param since number of an edition this company has read under this grant
   * @throws Refusal `not-found` for an edition they never read, or one that was withdrawn since
   */
  async since(opened: Opened, grantId: string, since: number): Promise<Change[]> {
    if (opened.content === null) throw notFound('Edition');
    const now: EditionView = JSON.parse(opened.content);
    return this.database.asSystem(opened.grantor_id, async (tx) => {
      const [before] = await tx.query(
        `select e.id from editions e
          where e.organization_id = $1 and e.number = $2
            and not exists (select from edition_withdrawals w where w.edition_id = e.id)
            and exists (select from ledger_entries l where l.grant_id = $3 and l.edition_id = e.id
                        and l.counterparty_id = $4 and l.event in ('disclosure.viewed', 'disclosure.bundled'))`,
        [opened.grantor_id, since, grantId, opened.asker_id],
      );
      if (!before) throw notFound('Edition');
      const { view } = await this.cuts.cutIn(tx, before.id, opened.scope_id);
      return difference(comparable(JSON.parse(view)), comparable(now));
    });
  }
}

const levels = { public: 'l1', summary: 'l2', detail: 'l3', evidence: 'l4' } as const;

/** Level values by item; a withheld level is left out, so that it is never compared. */
function comparable(view: EditionView): ComparableEdition {
  return Object.fromEntries([...view.items, ...view.companyItems].map((item) => [item.id, valuesOf(item)]));
}

function valuesOf(item: ItemView): ComparableEdition[string] {
  const shown = Object.entries(levels).flatMap(([name, level]) => {
    const said = item.levels[name as keyof typeof levels];
    if (said.is === 'withheld') return [];
    return [[level, said.is === 'stated' ? said.value : { [said.is]: true }] as const];
  });
  return Object.fromEntries(shown) as ComparableEdition[string];
}
