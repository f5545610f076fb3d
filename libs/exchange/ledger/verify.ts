import type { LedgerHead } from './head.ts';
import { Chain } from './chain.ts';
import { type Finding, Findings } from './findings.ts';
import { type EntryRow, entryColumns, type SealRow, sealColumns } from './rows.ts';

// Seals hold at most a thousand entries each: this is what bounds the memory.
const sealsAtOnce = 10;
const strangersNamed = 1000;

/** One database connection. To check a ledger in use, open a repeatable-read transaction on it first. */
interface LedgerSource {
  query(query: {
    readonly text: string;
    readonly values?: unknown[];
    readonly rowMode: 'array';
  }): Promise<{ rows: unknown[] }>;
}

export interface LedgerVerdict {
  /** No finding at all. */
  readonly sound: boolean;
  readonly seals: number;
  /** Entries under seals. */
  readonly entries: number;
  /** Entries too young to be sealed: nothing can be said about them yet. */
  readonly unsealed: number;
  /** What is wrong, the first thousand of it. */
  readonly findings: readonly Finding[];
  /** How many more there are. */
  readonly further: number;
}

/**
 * Recomputes every hash of the ledger from the stored rows and names each row that was changed, taken away, put in,
 * exchanged with another, or cut off at the end.
 * @param outside a head that was kept where the database's owner could not change it; without one, a cut-off end
 *   cannot be seen
 */
export async function verifyLedger(
  source: LedgerSource,
  { head: outside }: { readonly head?: LedgerHead } = {},
): Promise<LedgerVerdict> {
  const findings = new Findings();
  const chain = new Chain(findings, outside, (seal, before, limit) => entriesBetween(source, seal, before, limit));
  for (let after: string | undefined; ; ) {
    const seals = await sealsAfter(source, after);
    const ids = seals.flatMap((seal) => idsIn(seal));
    const entries = ids.length > 0 ? await entriesById(source, ids) : new Map<string, EntryRow>();
    for (const seal of seals) await chain.add(seal, idsIn(seal), entries);
    after = seals.at(-1)?.[0];
    if (seals.length < sealsAtOnce) break;
  }
  chain.end();
  for (const [id, tx] of await strangers(source, chain.position)) chain.addStranger(id, tx);
  return {
    sound: findings.count === 0,
    seals: chain.seals,
    entries: chain.entries,
    unsealed: await countAfter(source, chain.position),
    findings: findings.named,
    further: findings.count - findings.named.length,
  };
}

/** The ids under a seal. Where something else stands in the array, it is left out, and the seal's own hash tells. */
const idsIn = (seal: SealRow): string[] => seal[5].match(/-?\d+/g) ?? [];

async function sealsAfter(source: LedgerSource, number: string | undefined): Promise<SealRow[]> {
  const { rows } = await source.query({
    text: `select ${sealColumns} from ledger_seals s ${number === undefined ? '' : 'where number > $1'}
           order by s.number limit ${sealsAtOnce}`,
    values: number === undefined ? [] : [number],
    rowMode: 'array',
  });
  return rows as SealRow[];
}

async function entriesById(source: LedgerSource, ids: string[]): Promise<Map<string, EntryRow>> {
  const text = `select ${entryColumns} from ledger_entries where id = any($1::bigint[])`;
  const { rows } = await source.query({ text, values: [ids], rowMode: 'array' });
  return new Map((rows as EntryRow[]).map((row) => [row[0], row]));
}

async function entriesBetween(source: LedgerSource, seal: SealRow, before: SealRow | undefined, limit: number) {
  const { rows } = await source.query({
    text: `select ${entryColumns} from ledger_entries e where (tx, id) > ($1, $2) and (tx, id) <= ($3, $4)
           order by e.tx, e.id limit $5`,
    values: [before?.[1] ?? '0', before?.[2] ?? '0', seal[1], seal[2], limit],
    rowMode: 'array',
  });
  return rows as EntryRow[];
}

/** Entries under no seal though later ones are sealed: whoever put them there was not the exchange. */
async function strangers(source: LedgerSource, [tx, id]: readonly [string, string]): Promise<[string, string][]> {
  const { rows } = await source.query({
    text: `select e.id::text, e.tx::text from ledger_entries e where (e.tx, e.id) <= ($1, $2) and not exists
             (select from (select unnest(entry_ids) as id from ledger_seals) sealed where sealed.id = e.id)
           order by e.id limit ${strangersNamed}`,
    values: [tx, id],
    rowMode: 'array',
  });
  return rows as [string, string][];
}

async function countAfter(source: LedgerSource, [tx, id]: readonly [string, string]): Promise<number> {
  const text = `select count(*)::int from ledger_entries where (tx, id) > ($1, $2)`;
  const { rows } = await source.query({ text, values: [tx, id], rowMode: 'array' });
  return (rows as [number][])[0]?.[0] ?? 0;
}
