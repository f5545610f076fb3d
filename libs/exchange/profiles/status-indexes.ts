import { randomInt } from 'node:crypto';
import type { Tx } from '#platform/database';

const LIST_SIZE = 2 ** 17;
/** A list is given up for the next one when this many draws in it were taken: it is then about two thirds full. */
const DRAWS_PER_LIST = 8;

/** A place in a status list: `list` counts from 1, `index` is within it. */
export interface StatusPlace {
  readonly place: number;
  readonly list: number;
  readonly index: number;
}

/**
 * Gives an edition a place nobody had before, drawn at random so that it tells nothing of order or number. Reserved: the
 * lists themselves do not exist yet.
 */
export async function drawStatusPlace(tx: Tx, editionId: string): Promise<StatusPlace> {
  for (let draw = 0; ; draw++) {
    const list = 1 + Math.floor(draw / DRAWS_PER_LIST);
    const index = randomInt(LIST_SIZE);
    const place = list * LIST_SIZE + index;
    const given = await tx.query(
      `insert into status_indexes (place, edition_id) values ($1, $2) on conflict do nothing returning 1`,
      [place, editionId],
    );
    if (given.length > 0) return { place, list, index };
  }
}
