import type { Pool, PoolClient } from 'pg';
import type { LedgerHead } from './head.ts';
import { arrayText, type EntryRow, entryColumns, entryHash, noHead, sealHead } from './rows.ts';

const mostPerSeal = 1000;
// Any fixed number: the lock that lets one sealer work at a time, over every process on this database.
const lock = 7_126_001;

interface Last {
  readonly number: string;
  readonly last_tx: string;
  readonly last_id: string;
  readonly total: string;
  readonly head: string;
}

const none: Last = { number: '0', last_tx: '0', last_id: '0', total: '0', head: noHead };

/** Where the newest head goes that must be out of reach of whoever can change the database. */
export interface HeadKeeper {
  /**
   * Keeps a head that is committed; one it has already is passed over.
   * @param headOf the head (hex) the database has under a seal's number now, to compare with what was kept before
   */
  keep(head: LedgerHead, headOf: (number: string) => Promise<string | undefined>): Promise<void>;
}

/**
 * Seals what has settled: entries of transactions older than every one still open, in (tx, id) order, so that nothing
 * can appear later in front of a seal. Works as the role that may insert seals and change nothing.
 */
export class Sealer {
  /** @param pool connects as `warifu_sealer` */
  constructor(
    private readonly pool: Pool,
    private readonly keeper: HeadKeeper,
  ) {}

  /**
   * Seals everything that has settled so far, then has the newest head kept outside. Safe to call from any number of
   * processes: while another one seals, there is nothing to do here.
   * @returns how many entries were sealed
   */
  async run(): Promise<number> {
    const client = await this.pool.connect();
    let broken = true;
    try {
      const { rows } = await client.query(`select pg_try_advisory_lock(${lock}) as mine`);
      const sealed = rows[0].mine ? await this.sealAll(client) : 0;
      if (rows[0].mine) await client.query(`select pg_advisory_unlock(${lock})`);
      broken = false;
      return sealed;
    } finally {
      client.release(broken); // a connection that failed is closed, and its lock with it
    }
  }

  private async sealAll(client: PoolClient): Promise<number> {
    let sealed = 0;
    for (let count = mostPerSeal; count === mostPerSeal; sealed += count) count = await this.sealOnce(client);
    // Only what is committed is signed: a head of a seal that a crash took back would accuse an honest database.
    const newest = await newestHead(client);
    if (newest) await this.keeper.keep(newest, (number) => storedHead(client, number));
    return sealed;
  }

  private async sealOnce(client: PoolClient): Promise<number> {
    const last = await lastSeal(client);
    const { rows } = await client.query<EntryRow & string[]>({
      text: `select ${entryColumns} from ledger_entries e where (tx, id) > ($1, $2) and tx < settled_tx()
             order by e.tx, e.id limit ${mostPerSeal}`,
      values: [last.last_tx, last.last_id],
      rowMode: 'array',
    });
    const newest = rows.at(-1);
    if (newest) await insertSeal(client, last, rows, newest);
    return rows.length;
  }
}

/** One statement, so a process killed in the middle has either sealed all of them or none. */
async function insertSeal(client: PoolClient, last: Last, rows: readonly EntryRow[], newest: EntryRow) {
  const now = await client.query(`select now()::text as written, extract(epoch from now())::text as hashed`);
  const [id, tx] = newest;
  const number = String(BigInt(last.number) + 1n);
  const total = String(BigInt(last.total) + BigInt(rows.length));
  const entryIds = arrayText(rows.map((row) => row[0]));
  const entryHashes = rows.map(entryHash).join('');
  const head = sealHead(last.head, [number, tx, id, total, now.rows[0].hashed, entryIds, entryHashes]);
  await client.query(
    `insert into ledger_seals (number, last_tx, last_id, total, sealed_at, entry_ids, entry_hashes, head)
     values ($1, $2, $3, $4, $5::timestamptz, $6::bigint[], decode($7, 'hex'), decode($8, 'hex'))`,
    [number, tx, id, total, now.rows[0].written, entryIds, entryHashes, head],
  );
}

async function lastSeal(client: PoolClient): Promise<Last> {
  const { rows } = await client.query<Last>(
    `select number, last_tx, last_id, total, encode(head, 'hex') as head from ledger_seals order by number desc limit 1`,
  );
  return rows[0] ?? none;
}

async function newestHead(client: PoolClient): Promise<LedgerHead | undefined> {
  const { rows } = await client.query<LedgerHead>(
    `select number, encode(head, 'hex') as head, last_tx as "lastTx", last_id as "lastId", total,
            to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sealedAt"
     from ledger_seals order by number desc limit 1`,
  );
  return rows[0];
}

async function storedHead(client: PoolClient, number: string): Promise<string | undefined> {
  const { rows } = await client.query(`select encode(head, 'hex') as head from ledger_seals where number = $1`, [
    number,
  ]);
  return rows[0]?.head;
}
