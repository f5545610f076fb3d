import { Controller, Get, Query, Res, SerializeOptions } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type AccessRecordList,
  accessRecordList,
  accessRecordPage,
  type ReadableList,
  readableList,
  readablePage,
} from '#contracts/disclosure';
import { type Actor, CurrentActor, May } from '#exchange/access';
import { Answers, csv, Says, sendCsv } from '#platform/http';
import { AccessRecords, type AccessRow, eventOfKind } from './access-records.ts';
import { ReadableGrants, type ReadableRow } from './readable-list.ts';

@Controller('v1')
export class RecordsController {
  constructor(
    private readonly readable: ReadableGrants,
    private readonly records: AccessRecords,
  ) {}

  @Get('disclosures')
  @Says('Lists what your company may read, over all partners.')
  @May('disclosures.read')
  @SerializeOptions({ schema: readablePage })
  async mine(@CurrentActor() actor: Actor, @Query({ schema: readableList }) query: ReadableList) {
    const { items, ...rest } = await this.readable.page(actor, query);
    return { items: items.map(viewReadable), ...rest };
  }

  @Get('disclosures.csv')
  @Says('Gives what your company may read as a CSV file, all of it.')
  @May('disclosures.read')
  @Answers('text/csv')
  async mineAsCsv(@CurrentActor() actor: Actor, @Res() reply: FastifyReply) {
    const rows = await everyPage((page) => this.readable.page(actor, page));
    void sendCsv(reply, 'disclosures.csv', csv(readableColumns, rows.map(viewReadable).map(readableCsv)));
  }

  @Get('access-records')
  @Says('Lists who read what and when: your own content (`side=given`), or what you read of others (`side=received`).')
  @May('access-records.read')
  @SerializeOptions({ schema: accessRecordPage })
  async accessRecords(@CurrentActor() actor: Actor, @Query({ schema: accessRecordList }) query: AccessRecordList) {
    const { items, ...rest } = await this.records.page(actor, query);
    return { items: items.map(viewRecord), ...rest };
  }

  @Get('access-records.csv')
  @Says('Gives the access records that the filters leave as a CSV file, all of them.')
  @May('access-records.read')
  @Answers('text/csv')
  async accessRecordsAsCsv(
    @CurrentActor() actor: Actor,
    @Query({ schema: accessRecordList }) query: AccessRecordList,
    @Res() reply: FastifyReply,
  ) {
    const rows = await everyPage((page) => this.records.page(actor, { ...query, ...page }));
    void sendCsv(reply, 'access-records.csv', csv(recordColumns, rows.map(viewRecord).map(recordCsv)));
  }
}

const mostRows = 50_000;

/** Pages through a list to its end, or to `mostRows`. */
async function everyPage<Row>(
  fetchPage: (page: { cursor?: string; limit: number }) => Promise<{ items: readonly Row[]; next?: string }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let next: string | undefined;
  do {
    const page = await fetchPage({ limit: 200, ...(next === undefined ? {} : { cursor: next }) });
    rows.push(...page.items);
    next = page.next;
  } while (next !== undefined && rows.length < mostRows);
  return rows;
}

function viewReadable(row: ReadableRow) {
  return {
    grantId: row.id,
    discloser: { id: row.grantor_id, names: row.names, assurance: row.assurance },
    purpose: row.purpose,
    label: row.label,
    delivery: row.delivery,
    originals: row.originals,
    onward: row.onward,
    endsAt: row.ends_at?.toISOString() ?? null,
    edition:
      row.number === null
        ? null
        : {
            number: row.number,
            publishedAt: row.published_at.toISOString(),
            expiresAt: row.expires_at.toISOString(),
            withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
            pinned: row.pinned,
          },
    lastRead:
      row.last_read_at && row.last_read_number !== null
        ? { at: row.last_read_at.toISOString(), edition: row.last_read_number }
        : null,
    changed: row.number !== null && row.number !== row.last_read_number,
    termsDue: row.terms_due,
  };
}

function viewRecord(row: AccessRow) {
  const kinds = Object.entries(eventOfKind) as [keyof typeof eventOfKind, string][];
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: kinds.find(([, event]) => event === row.event)?.[0] ?? ('view' as const),
    discloser: { id: row.organization_id, names: row.discloser_names },
    reader:
      row.counterparty_id === null
        ? null
        : {
            organization: {
              id: row.counterparty_id,
              names: row.reader_names ?? {},
              assurance: row.reader_assurance ?? '',
            },
            person: row.person_name === null ? null : { name: row.person_name, title: row.person_title ?? '' },
            serviceAccount: row.service_account,
          },
    grantId: row.grant_id,
    edition: row.edition,
    evidence: row.subject_id,
    requestId: row.request_id,
  };
}

type Readable = ReturnType<typeof viewReadable>;
const readableColumns = [
  'discloser',
  'assurance',
  'purpose',
  'label',
  'ends_at',
  'edition',
  'published_at',
  'expires_at',
  'last_read_at',
  'changed',
];
const readableCsv = (row: Readable) => ({
  discloser: row.discloser.names['ja'] ?? row.discloser.names['en'] ?? '',
  assurance: row.discloser.assurance,
  purpose: row.purpose,
  label: row.label,
  ends_at: row.endsAt,
  edition: row.edition?.number ?? null,
  published_at: row.edition?.publishedAt ?? null,
  expires_at: row.edition?.expiresAt ?? null,
  last_read_at: row.lastRead?.at ?? null,
  changed: row.changed ? 'yes' : 'no',
});

type Recorded = ReturnType<typeof viewRecord>;
const recordColumns = ['at', 'kind', 'discloser', 'reader', 'person', 'title', 'edition', 'evidence', 'grant'];
const recordCsv = (row: Recorded) => ({
  at: row.at,
  kind: row.kind,
  discloser: row.discloser.names['ja'] ?? row.discloser.names['en'] ?? '',
  reader: row.reader?.organization.names['ja'] ?? row.reader?.organization.names['en'] ?? 'public',
  person: row.reader?.person?.name ?? row.reader?.serviceAccount ?? null,
  title: row.reader?.person?.title ?? null,
  edition: row.edition,
  evidence: row.evidence,
  grant: row.grantId,
});
