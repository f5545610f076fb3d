import { Injectable } from '@nestjs/common';
import { type Answer, answerFor } from '#contracts/answer';
import type { Actor } from '#exchange/access';
import { type CatalogueItem, coreCatalogue, findItem } from '#exchange/catalogues';
import { Database, type Tx } from '#platform/database';
import { changedMeanwhile, notFound, Refusal } from '#platform/errors';
import { parsed } from '#platform/http';
import { differingFields } from './differing-fields.ts';
import { credentialIds } from './levels.ts';
import { changeProfile, type Doer, doerId, doerSql } from './people.ts';
import { isStale } from './rules-on-dates.ts';

/** One item with what is said of it now; `answer` is null and `version` 0 where nobody has answered. */
export interface DraftItem {
  readonly itemId: string;
  readonly item: CatalogueItem | undefined;
  readonly title: { readonly ja?: string; readonly en?: string };
  readonly answer: Answer | null;
  readonly version: number;
  readonly editedBy: Doer | null;
  readonly editedAt: string | null;
  readonly stale: boolean;
}

interface Row {
  readonly item_id: string;
  readonly answer: Answer;
  readonly version: number;
  readonly edited_by: Doer | null;
  readonly edited_at: string;
}

interface Stored {
  readonly today: string;
  readonly answers: readonly Row[];
  readonly own: readonly { readonly id: string; readonly title: DraftItem['title'] }[];
}

/** A company's answers while they are written. Two people never overwrite each other silently. */
@Injectable()
export class Drafts {
  constructor(private readonly database: Database) {}

  /** Every item of the catalogue, answered or not, then the company's own. */
  async list(actor: Actor): Promise<DraftItem[]> {
    return this.database.transaction(actor, async (tx) => {
      const stored = await read(tx, actor.organizationId, null);
      const known = coreCatalogue().items.map((item) => draftItem(stored, item.id, item, item.title));
      return [...known, ...stored.own.map(({ id, title }) => draftItem(stored, id, undefined, title))];
    });
  }

  /** @throws Refusal `not-found` for an id that is neither in the catalogue nor one of the company's own */
  async one(actor: Actor, itemId: string): Promise<DraftItem> {
    return this.database.transaction(actor, (tx) => this.find(tx, actor, itemId));
  }

  /**
   * Saves an answer over the version its editor started from.
   * @param version as read; 0 when there was nothing yet
   * @throws Refusal `changed-meanwhile` with what is stored now and which fields differ; `invalid-input` naming the field
   */
  async save(actor: Actor, itemId: string, version: number, sent: unknown): Promise<DraftItem> {
    return this.database.transaction(actor, async (tx) => {
      // First, because it makes everybody who changes this profile wait their turn; a refusal below undoes it.
      const revision = await changeProfile(tx, actor.organizationId, doerId(actor));
      const { item } = await this.find(tx, actor, itemId);
      const answer: Answer = parsed(answerFor({ facts: item?.facts ?? [] }), sent);
      await mustBeOwn(tx, actor, item, answer);
      const values = [actor.organizationId, itemId, JSON.stringify(answer), revision, doerId(actor)];
      const [saved] = version === 0 ? [await tx.query(insert, values)] : await tx.query(update, [...values, version]);
      if (saved.length === 0) throw await this.overtaken(tx, actor, itemId, answer);
      return this.find(tx, actor, itemId);
    });
  }

  /** Takes an answer back: nobody has answered then. */
  async remove(actor: Actor, itemId: string, version: number): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      await changeProfile(tx, actor.organizationId, doerId(actor));
      const { answer } = await this.find(tx, actor, itemId);
      if (answer === null) throw notFound('Answer');
      const [removed] = await tx.query(
        `delete from draft_answers where organization_id = $1 and item_id = $2 and version = $3 returning 1`,
        [actor.organizationId, itemId, version],
      );
      if (removed.length === 0) throw await this.overtaken(tx, actor, itemId, null);
    });
  }

  private async find(tx: Tx, { organizationId }: Actor, itemId: string): Promise<DraftItem> {
    const stored = await read(tx, organizationId, itemId);
    const item = findItem(coreCatalogue(), itemId);
    const title = item?.title ?? stored.own[0]?.title;
    if (!title) throw notFound('Item');
    return draftItem(stored, itemId, item, title);
  }

  private async overtaken(tx: Tx, actor: Actor, itemId: string, sent: Answer | null): Promise<Refusal> {
    const { answer, version, editedBy, editedAt } = await this.find(tx, actor, itemId);
    const differs = answer && sent ? differingFields(answer, sent) : [];
    return changedMeanwhile({ answer, version, editedBy, editedAt, differs });
  }
}

function draftItem(
  { answers, today }: Stored,
  itemId: string,
  item: CatalogueItem | undefined,
  title: DraftItem['title'],
): DraftItem {
  const row = answers.find((each) => each.item_id === itemId);
  return {
    itemId,
    item,
    title,
    answer: row?.answer ?? null,
    version: row?.version ?? 0,
    editedBy: row?.edited_by ?? null,
    editedAt: row?.edited_at ?? null,
    stale: row ? isStale(item, row.answer, today) : false,
  };
}

/** Evidence and credentials of another company, removed ones and none at all are refused alike, each at its place. */
async function mustBeOwn(tx: Tx, { organizationId }: Actor, item: CatalogueItem | undefined, answer: Answer) {
  const credentials = credentialIds(item ?? {}, answer);
  if (credentials.length === 0 && answer.evidence.length === 0) return;
  const [own] = await tx.query(
    `select array(select id from credentials where organization_id = $1 and id = any($2::uuid[])) as credentials,
            array(select id from evidence where organization_id = $1 and id = any($3::uuid[]) and removed_at is null) as evidence`,
    [organizationId, credentials, answer.evidence],
  );
  const lists = [
    { at: '/evidence', ids: answer.evidence, known: own.evidence, detail: 'no evidence file of yours' },
    { at: '/credentials', ids: answer.credentials, known: own.credentials, detail: 'no credential of yours' },
    ...(item?.facts ?? [])
      .filter(({ type }) => type === 'credentialList')
      .map(({ key }) => ({
        at: `/facts/${key}`,
        ids: (answer.facts[key] ?? []) as string[],
        known: own.credentials,
        detail: 'no credential of yours',
      })),
  ];
  const errors = lists.flatMap(({ at, ids, known, detail }) =>
    ids.flatMap((id, place) => (known.includes(id) ? [] : [{ pointer: `${at}/${place}`, detail }])),
  );
  if (errors.length > 0)
    throw new Refusal('invalid-input', 'Some of what the answer refers to is not there.', { errors });
}

async function read(tx: Tx, organizationId: string, itemId: string | null): Promise<Stored> {
  const [row] = await tx.query(
    `select (app_now() at time zone o.time_zone)::date::text as today,
            (select coalesce(json_agg(json_build_object('item_id', d.item_id, 'answer', d.answer, 'version', d.version,
                    'edited_by', ${doerSql('d.edited_by')}, 'edited_at', d.edited_at)), '[]')
               from draft_answers d where d.organization_id = o.id and ($2::text is null or d.item_id = $2)) as answers,
            (select coalesce(json_agg(json_build_object('id', i.item_id, 'title', i.title) order by i.item_id), '[]')
               from company_items i where i.organization_id = o.id and i.removed_at is null
                and ($2::text is null or i.item_id = $2)) as own
       from organizations o where o.id = $1`,
    [organizationId, itemId],
  );
  return row;
}

// The profile's revision serves as the answer's version: it only grows, so no version ever comes twice, not even for
// an answer that was removed and written again.
const insert = `
  insert into draft_answers (organization_id, item_id, answer, version, edited_by, edited_at)
  values ($1, $2, $3, $4, $5, app_now()) on conflict do nothing returning version`;
const update = `
  update draft_answers set answer = $3, version = $4, edited_by = $5, edited_at = app_now()
   where organization_id = $1 and item_id = $2 and version = $6 returning version`;
