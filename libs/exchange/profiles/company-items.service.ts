import { Injectable } from '@nestjs/common';
import type { CompanyItem } from '#contracts/answer';
import type { NewCompanyItem } from '#contracts/profile';
import type { Actor } from '#exchange/access';
import { Database, shortCode, type Tx } from '#platform/database';
import { notFound, Refusal } from '#platform/errors';
import { changeProfile, doerId } from './people.ts';

/** As many as an edition can hold beside the catalogue without showing by its size how many there are. */
const MOST = 40;

/** Items of the company's own, beside the catalogue's. Their very titles may be sensitive, so only grantees see them. */
@Injectable()
export class CompanyItems {
  constructor(private readonly database: Database) {}

  async list(actor: Actor): Promise<CompanyItem[]> {
    return this.database.transaction(actor, (tx) => read(tx, actor, null));
  }

  /** @throws Refusal `limit-reached` */
  async add(actor: Actor, wish: NewCompanyItem): Promise<CompanyItem> {
    return this.database.transaction(actor, async (tx) => {
      await changeProfile(tx, actor.organizationId, doerId(actor));
      if ((await read(tx, actor, null)).length >= MOST) {
        throw new Refusal('limit-reached', `A company has at most ${MOST} items of its own.`);
      }
      const itemId = await this.insert(tx, actor, wish);
      return this.one(tx, actor, itemId);
    });
  }

  async edit(actor: Actor, itemId: string, wish: NewCompanyItem): Promise<CompanyItem> {
    return this.database.transaction(actor, async (tx) => {
      await changeProfile(tx, actor.organizationId, doerId(actor));
      await tx.query(
        `update company_items set title = $3, question = $4
          where organization_id = $1 and item_id = $2 and removed_at is null`,
        [actor.organizationId, itemId, JSON.stringify(wish.title), json(wish.question)],
      );
      return this.one(tx, actor, itemId);
    });
  }

  /** Takes the item and its answer out of the draft. Its id is never given again: editions go on naming it. */
  async remove(actor: Actor, itemId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      await changeProfile(tx, actor.organizationId, doerId(actor));
      const [removed] = await tx.query(
        `update company_items set removed_at = app_now()
          where organization_id = $1 and item_id = $2 and removed_at is null returning 1`,
        [actor.organizationId, itemId],
      );
      if (removed.length === 0) throw notFound('Item');
      await tx.query(`delete from draft_answers where organization_id = $1 and item_id = $2`, [
        actor.organizationId,
        itemId,
      ]);
    });
  }

  private async insert(tx: Tx, actor: Actor, wish: NewCompanyItem): Promise<string> {
    for (;;) {
      const inserted: { item_id: string }[] = await tx.query(
        `insert into company_items (organization_id, item_id, title, question) values ($1, $2, $3, $4)
         on conflict do nothing returning item_id`,
        [actor.organizationId, `C-${shortCode()}`, JSON.stringify(wish.title), json(wish.question)],
      );
      if (inserted[0]) return inserted[0].item_id;
    }
  }

  private async one(tx: Tx, actor: Actor, itemId: string): Promise<CompanyItem> {
    const [item] = await read(tx, actor, itemId);
    if (!item) throw notFound('Item');
    return item;
  }
}

async function read(tx: Tx, { organizationId }: Actor, itemId: string | null): Promise<CompanyItem[]> {
  const rows: { id: string; title: CompanyItem['title']; question: CompanyItem['question'] | null }[] = await tx.query(
    `select item_id as id, title, question from company_items
      where organization_id = $1 and removed_at is null and ($2::text is null or item_id = $2) order by item_id`,
    [organizationId, itemId],
  );
  return rows.map(({ id, title, question }) => ({ id, title, ...(question ? { question } : {}) }));
}

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
