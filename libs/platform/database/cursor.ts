import { invalid } from '#platform/errors';

/** Where a page ended, opaque to the client: the sort key of its last row. */
const cursorOf = (...key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The part of a key that is a row's id: what passes is one that Postgres takes, too. */
export const idPart = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a cursor back.
 * @param shape one pattern per part of the key, so that a made-up cursor is a 400 and never reaches SQL
 * @throws Refusal `invalid-input` naming `cursor`
 */
export function parseCursor(cursor: string | undefined, shape: readonly RegExp[]): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === shape.length) {
      const texts = parts.map(String);
      if (texts.every((text, at) => shape[at]?.test(text))) return texts;
    }
  } catch {
    // Falls through to the same refusal as a well-formed cursor of the wrong shape.
  }
  throw invalid('cursor', 'This is not a cursor we gave out. Start from the first page.');
}

/**
 * Cuts a page out of `limit + 1` rows: the extra row only says that there is more.
 * @param key the sort key of a row, as `cursorOf` takes it
 */
export function cutPage<Row>(rows: readonly Row[], limit: number, key: (row: Row) => readonly (string | number)[]) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(...key(last)) } : { items };
}
