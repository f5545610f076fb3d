import type { TestDatabase } from '../support/database.ts';

/** Counts of guesses and refusals, and when a session was last used: not content, and meant to move. */
const restless = new Set(['attempts', 'denied_attempts', 'test_clock', 'schema_migrations', 'throttles']);

/** Table → hash over every row in it. Two are equal exactly when nothing was written in between. */
export async function digest({ admin }: TestDatabase): Promise<Record<string, string>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
  );
  const parts = tables
    .filter(({ name }) => !restless.has(name))
    .map(
      ({ name }) =>
        `select '${name}' as name, md5(coalesce(string_agg(h, '' order by h), '')) as hash
           from (select md5((to_jsonb(t) - 'last_seen_at')::text) as h from "${name}" t) x`,
    );
  const { rows } = await admin.query<{ name: string; hash: string }>(parts.join(' union all '));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

/** The tables in which two digests differ. */
export const changed = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.keys(after).filter((name) => before[name] !== after[name]);
