import { Injectable } from '@nestjs/common';
import type { AccessRecordList } from '#contracts/disclosure';
import type { Actor } from '#exchange/access';
import { cutPage, Database, parseCursor } from '#platform/database';

export const eventOfKind = {
  view: 'disclosure.viewed',
  bundle: 'disclosure.bundled',
  evidence: 'disclosure.evidence-read',
  public: 'disclosure.public-viewed',
} as const;

export interface AccessRow {
  readonly id: string;
  readonly at: Date;
  readonly event: string;
  readonly organization_id: string;
  readonly discloser_names: Record<string, string>;
  readonly counterparty_id: string | null;
  readonly reader_names: Record<string, string> | null;
  readonly reader_assurance: string | null;
  readonly person_name: string | null;
  readonly person_title: string | null;
  readonly service_account: string | null;
  readonly grant_id: string;
  readonly edition: number | null;
  readonly subject_id: string | null;
  readonly request_id: string | null;
}

/** Who read what, and when. The discloser sees its readers; a reader sees its own reads. Both keep it for good. */
@Injectable()
export class AccessRecords {
  constructor(private readonly database: Database) {}

  async page(actor: Actor, list: AccessRecordList) {
    const [before] = parseCursor(list.cursor, [/^\d{1,18}$/]) ?? [null];
    const events = list.kind ? [eventOfKind[list.kind]] : Object.values(eventOfKind);
    const rows: AccessRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(list.side === 'given' ? given : received, [
        actor.organizationId,
        before,
        events,
        list.partner ?? null,
        list.grant ?? null,
        list.from ?? null,
        list.until ?? null,
        list.limit + 1,
      ]),
    );
    return cutPage(rows, list.limit, (row) => [row.id]);
  }
}

const columns = `
  select l.id, l.at, l.event, l.organization_id, d.names as discloser_names, l.counterparty_id,
         r.names as reader_names, r.assurance as reader_assurance, p.name as person_name, m.title as person_title,
         a.name as service_account, l.grant_id, edition_number(l.edition_id) as edition,
         l.subject_id, l.request_id
    from ledger_entries l
    join organizations d on d.id = l.organization_id
    left join organizations r on r.id = l.counterparty_id
    left join members m on m.id = l.member_id
    left join people p on p.id = m.person_id
    left join service_accounts a on a.id = l.service_account_id`;

/** Days are the actor's own: from midnight to midnight where that company lives. */
const filtered = (side: string, partner: string) => `${columns}
  join organizations me on me.id = $1
  where ${side} = $1 and ($2::bigint is null or l.id < $2) and l.event = any($3) and ($4::uuid is null or ${partner} = $4)
    and ($5::uuid is null or l.grant_id = $5)
    and ($6::date is null or l.at >= $6::date::timestamp at time zone me.time_zone)
    and ($7::date is null or l.at < ($7::date + 1)::timestamp at time zone me.time_zone)
  order by l.id desc limit $8`;

const given = filtered('l.organization_id', 'l.counterparty_id');
const received = filtered('l.counterparty_id', 'l.organization_id');
