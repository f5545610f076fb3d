import type pg from 'pg';
import { companies } from './companies.ts';
import { clockIsMovable } from './seeding-clock.ts';

/** What a database holds: nothing, the demonstration, a part of it (its loading was killed), or something else. */
export type Standing = 'empty' | 'loaded' | 'half' | 'other';

/** @returns what there is, and the companies that are not of the demonstration */
export async function standingOf(owner: pg.Client): Promise<{ standing: Standing; others: readonly string[] }> {
  const { rows } = await owner.query<{ name: string | null }>(
    `select coalesce(names->>'en', names->>'ja') as name from organizations
      union all select null from people where not exists (select from organizations) order by name`,
  );
  const known = new Set(Object.values(companies).map(({ names }) => names.en));
  const others = rows.flatMap(({ name }) => (name === null || known.has(name) ? [] : [name]));
  if (rows.length === 0) return { standing: 'empty', others };
  if (await clockIsMovable(owner)) return { standing: 'half', others };
  return { standing: rows.some(({ name }) => name !== null && known.has(name)) ? 'loaded' : 'other', others };
}

/** Tables that are not emptied: what has run, and stored files that wait for their end. */
const KEPT = ['schema_migrations', 'loose_objects'];

/**
 * Takes everything out, in one transaction; ids and seals begin anew. The stored files of evidence have no owner from
 * then on, and the sweep destroys them.
 */
export async function emptyAll(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> all($1)`,
    [KEPT],
  );
  await owner.query('begin');
  await owner.query(
    `insert into loose_objects (storage_key, since) select storage_key, now() - interval '1 day' from evidence
     on conflict do nothing`,
  );
  await owner.query(`truncate ${rows.map(({ name }) => name).join(', ')} restart identity`);
  await owner.query('commit');
}
