interface Queryable {
  query(statement: string): Promise<unknown>;
}

/**
 * Lets the ledger go on counting after its rows were moved to another server (a restored backup): transaction numbers
 * start low there, and an entry numbered below what is sealed already would never be sealed. The two functions that
 * number entries and say what is settled are moved ahead together, once; where nothing moved, nothing is done.
 * @param source connects as the owner of the tables
 */
export async function continueNumbering(source: Queryable): Promise<void> {
  // Two statements: whatever the first one saw was committed before the second one's transaction began.
  const last = await first(
    source,
    `select greatest((select max(tx) from ledger_entries), (select max(last_tx) from ledger_seals), 0) as n`,
  );
  const here = await first(source, `select current_tx() as n`);
  if (last < here) return;
  const bare = await first(source, `select pg_current_xact_id()::text::bigint as n`);
  const ahead = last + 1n - bare;
  await source.query(`create or replace function current_tx() returns bigint language sql stable
    as 'select pg_current_xact_id()::text::bigint + ${ahead}'`);
  await source.query(`create or replace function settled_tx() returns bigint language sql stable
    as 'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ${ahead}'`);
}

async function first(source: Queryable, statement: string): Promise<bigint> {
  const [row] = (await source.query(statement)) as { n: string }[];
  return BigInt(row?.n ?? 0);
}
