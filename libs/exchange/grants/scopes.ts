import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type DisclosureLevel, disclosureLevels, levelNumber } from '#contracts/answer';
import { coreCatalogue, findItem } from '#exchange/catalogues';
import { type Tx, uuid } from '#platform/database';
import { Refusal } from '#platform/errors';
import type { ScopeLevels } from './scope.entity.ts';

/** Item id → level name, as people and the API say it. */
export type Items = Readonly<Record<string, DisclosureLevel>>;

/** Interned sets of items with levels. Two grants that show the same share the bytes cut for either. */
@Injectable()
export class Scopes {
  /**
   * The scope of these items, made if it is new.
   * @throws Refusal `invalid-input` naming an item that is neither in the catalogue nor the grantor's own
   */
  async intern(tx: Tx, grantorId: string, items: Items): Promise<string> {
    await this.mustExist(tx, grantorId, Object.keys(items));
    const levels = levelsOf(items);
    const digest = digestOf(levels);
    await tx.query(`insert into scopes (id, digest, levels) values ($1, $2, $3) on conflict do nothing`, [
      uuid(),
      digest,
      JSON.stringify(levels),
    ]);
    const [{ id }] = await tx.query(`select id from scopes where digest = $1`, [digest]);
    return id;
  }

  /** What somebody asks for: catalogue items only, since a stranger cannot know a company's own. */
  wished(items: Items): ScopeLevels {
    refuseUnknown(Object.keys(items).filter((itemId) => !findItem(coreCatalogue(), itemId)));
    return levelsOf(items);
  }

  private async mustExist(tx: Tx, grantorId: string, itemIds: readonly string[]) {
    const catalogue = coreCatalogue();
    const unknown = itemIds.filter((itemId) => !findItem(catalogue, itemId));
    if (unknown.length === 0) return;
    const own: { item_id: string }[] = await tx.query(
      `select item_id from company_items where organization_id = $1 and item_id = any($2) and removed_at is null`,
      [grantorId, unknown],
    );
    refuseUnknown(unknown.filter((itemId) => !own.some((row) => row.item_id === itemId)));
  }
}

function refuseUnknown(itemIds: readonly string[]) {
  if (itemIds.length === 0) return;
  const errors = itemIds.slice(0, 20).map((itemId) => ({ pointer: `/items/${itemId}`, detail: 'no such item' }));
  throw new Refusal('invalid-input', 'Some items do not exist.', { errors });
}

/** The other way round: stored numbers as level names. */
export const itemsOf = (levels: ScopeLevels): Items =>
  Object.fromEntries(Object.entries(levels).map(([item, level]) => [item, disclosureLevels[level - 1] ?? 'public']));

const levelsOf = (items: Items): ScopeLevels =>
  Object.fromEntries(Object.entries(items).map(([item, level]) => [item, levelNumber(level)])) as ScopeLevels;

/** SHA-256 over the sorted `item=level` lines: the same set has one digest, in whatever order it was sent. */
const digestOf = (levels: ScopeLevels) =>
  createHash('sha256')
    .update(
      Object.entries(levels)
        .map(([item, level]) => `${item}=${level}`)
        .sort()
        .join('\n'),
    )
    .digest();
