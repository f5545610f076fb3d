import pg from 'pg';
import type { Tx } from '#platform/database';

/**
 * The seam through which the demonstration is dated back: only while it is loaded, `app_now()` looks at a setting of
 * the asking connection first. The owner of the schema puts it in and takes it out, so the application's role cannot;
 * where nobody sets `warifu.clock`, in every other process, the clock stays what it is. The ledger is left out of it:
 * an entry tells when it was really written.
 *
 * What the function was before is kept in its comment, so that a load that was killed can be told and be undone.
 */
const kept = `select p.prosrc as body, obj_description(p.oid, 'pg_proc') as before
                from pg_proc p where p.oid = 'app_now()'::regprocedure`;

const MARK = 'before the demonstration: ';

/** A connection of the schema's owner, for as long as `work` takes. */
export async function asOwner<T>(adminUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: adminUrl, application_name: 'warifu_demo' });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

/** Whether the clock can be moved right now: a load is running, or was killed. */
export async function clockIsMovable(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query(kept);
  return String(rows[0]?.before ?? '').startsWith(MARK);
}

/** Puts the seam in. Doing it twice is the same as once. */
export async function makeClockMovable(owner: pg.Client): Promise<void> {
  if (await clockIsMovable(owner)) return;
  const { rows } = await owner.query(kept);
  const body = String(rows[0].body);
  await owner.query('begin');
  await replaceBody(
    owner,
    `select coalesce(nullif(current_setting('warifu.clock', true), '')::timestamptz, (${body}))`,
  );
  await owner.query(`comment on function app_now() is ${owner.escapeLiteral(MARK + body)}`);
  await owner.query(`alter table ledger_entries alter column at set default now()`);
  await owner.query('commit');
}

/** Takes the seam out: rights are decided by the one clock again. Doing it twice is the same as once. */
export async function fixClock(owner: pg.Client): Promise<void> {
  if (!(await clockIsMovable(owner))) return;
  const { rows } = await owner.query(kept);
  await owner.query('begin');
  await replaceBody(owner, String(rows[0].before).slice(MARK.length));
  await owner.query(`comment on function app_now() is null`);
  await owner.query(`alter table ledger_entries alter column at set default app_now()`);
  await owner.query('commit');
}

const replaceBody = (owner: pg.Client, body: string) =>
  owner.query(
    `create or replace function app_now() returns timestamptz language sql stable parallel safe as ${owner.escapeLiteral(body)}`,
  );

/** Sets the clock of the connection a transaction runs on, until the transaction ends. */
export async function setClock(tx: Pick<Tx, 'query'>, moment: string): Promise<void> {
  await tx.query(`select set_config('warifu.clock', $1, true)`, [moment]);
}

/** The same for connections that are kept beyond a transaction; an empty moment gives them the clock back. */
export async function setSessionClock(pool: pg.Pool, moment: string): Promise<void> {
  await pool.query(`select set_config('warifu.clock', $1, false)`, [moment]);
}
