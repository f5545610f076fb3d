import { ImportRefused } from './import-refused.ts';
import { sourceText } from './source-text.ts';

/** Control id → whether it is in force, as the user's own list says. */
export type StatusList = ReadonlyMap<string, 'active' | 'withdrawn'>;

/**
 * A CSV with at least the columns `id` and `status` (`active` or `withdrawn`), in any order, with quotes where needed.
 * Throws `ImportRefused` naming the line: a list that is half understood would put withdrawn controls back in force.
 */
export function readStatusList(source: Uint8Array | string): StatusList {
  const [header = [], ...rows] = sourceText(source, 1)
    .split(/\r\n|[\r\n]/)
    .map((line) => cellsOf(line));
  const names = header.map((name) => name.toLowerCase());
  const [idAt, statusAt] = [names.indexOf('id'), names.indexOf('status')];
  if (idAt < 0 || statusAt < 0) throw refused('The first line must name the columns id and status.');
  const list = new Map<string, 'active' | 'withdrawn'>();
  for (const [place, row] of rows.entries()) {
    if (row.every((cell) => cell === '')) continue;
    const [id, status] = [row[idAt] ?? '', row[statusAt]?.toLowerCase()];
    if (status !== 'active' && status !== 'withdrawn')
      throw refused(`Line ${place + 2}: status must be active or withdrawn.`);
    if (id === '' || list.has(id))
      throw refused(`Line ${place + 2}: the id is ${id === '' ? 'missing' : 'there twice'}.`);
    list.set(id, status);
  }
  return list;
}

const cellsOf = (line: string) =>
  [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
    (quoted?.replaceAll('""', '"') ?? bare ?? '').trim(),
  );

const refused = (words: string) => new ImportRefused('not-a-status-list', words);
