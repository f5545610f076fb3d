import { randomInt } from 'node:crypto';

const LIST_SIZE = 2 ** 17;
/** A list is given up for the next one when this many draws in it were taken: it is then about two thirds full. */
const DRAWS_PER_LIST = 8;

/** A place in a status list: `list` counts from 1, `index` is within it. */
interface StatusPlace {
  readonly place: number;
  readonly list: number;
  readonly index: number;
}

/**
 * A place in a status list, drawn at random so that it tells nothing of order or number. Reserved: the lists themselves
 * do not exist yet. Whether it was given before shows when it is stored; then draw again.
 * @param draw how many draws for this edition came before
 */
export function drawStatusPlace(draw: number): StatusPlace {
  const list = 1 + Math.floor(draw / DRAWS_PER_LIST);
  const index = randomInt(LIST_SIZE);
  return { place: list * LIST_SIZE + index, list, index };
}
