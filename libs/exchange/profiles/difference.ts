import type { LevelValues } from './level-values.ts';

/**
 * Level values by item id. An item that is missing is not in that edition (only a company's own items come and go); a
 * level that is missing in an item was not shown to whoever compares, and is not compared.
 */
export type ComparableEdition = Readonly<Record<string, Partial<LevelValues>>>;

export type LevelName = keyof LevelValues;
type Leaf = string | number | boolean | null | readonly unknown[];

/** One field that differs, in one level of one item. `field` is a path: `text.ja`, `facts.completionRate`, `evidence.<id>.expires`. */
export interface Change {
  readonly item: string;
  readonly level: LevelName;
  readonly field: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: Leaf;
  readonly after?: Leaf;
}

const LEVELS = ['l1', 'l2', 'l3', 'l4'] as const;

/**
 * What changed from one edition to another, field by field and level by level, in the order item, level, field; the
 * company's own items (C-) come last. What one side was not shown is no change.
 */
export function difference(before: ComparableEdition, after: ComparableEdition): Change[] {
  return itemsOf(before, after).flatMap((item) =>
    LEVELS.flatMap((level) => {
      const [old, now] = [levelOf(before, item, level), levelOf(after, item, level)];
      return old && now ? changesOf(old, now).map((change) => ({ item, level, ...change })) : [];
    }),
  );
}

/** Nothing for an item the edition does not have, undefined for a level that was not shown. */
const levelOf = (edition: ComparableEdition, item: string, level: LevelName): object | undefined =>
  Object.hasOwn(edition, item) ? edition[item]?.[level] : {};

function changesOf(before: object, after: object): Omit<Change, 'item' | 'level'>[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])].sort(byCode);
  return fields.flatMap((field): Omit<Change, 'item' | 'level'>[] => {
    const [was, is] = [old.get(field), now.get(field)];
    if (was === undefined) return is === undefined ? [] : [{ field, change: 'added', after: is }];
    if (is === undefined) return [{ field, change: 'removed', before: was }];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, change: 'changed', before: was, after: is }];
  });
}

/** Every value with its path. Lists of things with ids are compared thing by thing, other lists as a whole. */
function leavesOf(value: object, path = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    const here = path === '' ? name : `${path}.${name}`;
    if (hasIds(member))
      member.forEach(({ id, ...rest }) =>
        leavesOf(rest, `${here}.${id}`).forEach((leaf, field) => leaves.set(field, leaf)),
      );
    else if (isObject(member)) leavesOf(member, here).forEach((leaf, field) => leaves.set(field, leaf));
    else leaves.set(here, member as Leaf);
  }
  return leaves;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasIds = (value: unknown): value is { id: string }[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => isObject(each) && 'id' in each);

const itemsOf = (before: ComparableEdition, after: ComparableEdition) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(
    (one, other) => Number(one.startsWith('C-')) - Number(other.startsWith('C-')) || byCode(one, other),
  );

/** By code unit, never by language: the same list on every machine. */
const byCode = (one: string, other: string) => (one < other ? -1 : Number(one > other));
