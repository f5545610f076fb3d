import type { Findings } from './findings.ts';
import type { LedgerHead } from './head.ts';
import { arrayText, type EntryRow, entryHash, noHead, type SealContent, type SealRow, sealHead } from './rows.ts';

type Between = (seal: SealRow, before: SealRow | undefined, limit: number) => Promise<EntryRow[]>;
type Entries = ReadonlyMap<string, EntryRow>;

/** Walks the seals from the first to the last and holds each against the entries there are. Knows no SQL. */
export class Chain {
  seals = 0;
  entries = 0;
  /** The last place in (tx, id) order that is certainly sealed. */
  position: Place = ['0', '0'];
  /** Entries that are in their place although the seal that should name them was changed. */
  private readonly accounted = new Set<string>();
  private readonly gaps: { readonly after: SealRow | undefined; readonly until: SealRow }[] = [];
  private before: SealRow | undefined;
  /** Heads the next seal may stand on: as stored, and as recomputed where the stored one was changed. */
  private heads: readonly string[] = [noHead];
  private outsideSeen: boolean;
  private readonly exchanged: { readonly row: EntryRow; readonly expected: string }[] = [];

  constructor(
    private readonly findings: Findings,
    private readonly outside: LedgerHead | undefined,
    private readonly between: Between,
  ) {
    this.outsideSeen = outside === undefined;
  }

  /** Checks the next seal. @param ids the entry ids it names @param entries the entries with those ids that exist */
  async add(seal: SealRow, ids: readonly string[], entries: Entries): Promise<void> {
    if (BigInt(seal[0]) < 1n) return this.findings.add({ row: 'seal', id: seal[0], problem: 'inserted' }); // they start at 1
    const gap = this.noteGap(seal);
    const content = contentOf(seal);
    const stored = seal[7];
    const intact = this.heads.some((head) => sealHead(head, content) === stored);
    if (intact) this.checkEntries(ids, seal[6], entries);
    else await this.checkBroken(seal, ids, entries, gap);

    this.noteOutside(seal);
    this.heads = intact ? [stored] : [stored, ...this.heads.map((head) => sealHead(head, content))].slice(0, 4);
    this.before = seal;
    this.seals += 1;
    this.entries += ids.length;
    return undefined;
  }

  /** After the last seal: what the outside head knows and the chain does not have; which entries changed places. */
  end(): void {
    this.nameExchanged();
    if (this.outsideSeen || !this.outside) return;
    const { number, lastId, total } = this.outside;
    const last = this.before?.[0] ?? '0';
    if (BigInt(last) >= BigInt(number)) return; // a missing seal inside the chain is named already
    this.findings.add({ row: 'seal', from: String(BigInt(last) + 1n), id: number, problem: 'cut-off' });
    const lost = BigInt(total) - BigInt(this.entries);
    if (lost > 0n) this.findings.add({ row: 'entry', id: lastId, problem: 'cut-off', count: String(lost) });
  }

  /** An entry under no seal: put in afterwards, unless the seal it was under is missing. */
  addStranger(id: string, tx: string): void {
    if (this.accounted.has(id)) return;
    const lost = this.gaps.some(({ after, until }) => {
      return isBefore([after?.[1] ?? '0', after?.[2] ?? '0'], [tx, id]) && isBefore([tx, id], [until[1], until[2]]);
    });
    this.findings.add({ row: 'entry', id, problem: lost ? 'unanchored' : 'inserted' });
  }

  private noteGap(seal: SealRow): boolean {
    const expected = BigInt(this.before?.[0] ?? '0') + 1n;
    const got = BigInt(seal[0]);
    if (got > expected) {
      this.findings.add({ row: 'seal', from: String(expected), id: String(got - 1n), problem: 'missing' });
      if (this.gaps.length < 1000) this.gaps.push({ after: this.before, until: seal });
    }
    return got !== expected;
  }

  private checkEntries(ids: readonly string[], hashes: string, entries: Entries): void {
    ids.forEach((id, at) => {
      const expected = hashes.slice(at * 64, at * 64 + 64);
      const row = entries.get(id);
      if (!row) this.findings.add({ row: 'entry', id, problem: 'missing' });
      else if (entryHash(row) === expected) this.moveOn(row);
      else {
        this.findings.add({ row: 'entry', id, problem: 'changed' });
        if (this.exchanged.length < 200) this.exchanged.push({ row, expected });
      }
    });
  }

  /**
   * The seal does not stand on the one before. Where the entries, as they are, give exactly the head that is stored,
   * they are what was sealed and only the seal's row was changed; otherwise they are held against what it says.
   */
  private async checkBroken(seal: SealRow, ids: readonly string[], entries: Entries, gap: boolean): Promise<void> {
    this.findings.add({ row: 'seal', id: seal[0], problem: gap ? 'unanchored' : 'changed' });
    const named = ids.map((id) => entries.get(id)).filter((row) => row !== undefined);
    const found = await this.between(seal, this.before, ids.length + 1);
    const honest = [found, named].find((rows) => rows.length > 0 && this.gives(rows, seal));
    if (!honest) return this.checkEntries(ids, seal[6], entries);
    for (const row of honest) {
      this.moveOn(row);
      this.accounted.add(row[0]);
    }
    return undefined;
  }

  /** Would sealing these entries here have given the head that is stored? */
  private gives(rows: readonly EntryRow[], seal: SealRow): boolean {
    const last = rows.at(-1);
    if (!last) return false;
    const ids = arrayText(rows.map((row) => row[0]));
    const hashes = rows.map(entryHash).join('');
    const total = String(BigInt(this.before?.[3] ?? '0') + BigInt(rows.length));
    const number = String(BigInt(this.before?.[0] ?? '0') + 1n);
    const rebuilt: SealContent = [number, last[1], last[0], total, seal[4], ids, hashes];
    return this.heads.some((head) => sealHead(head, rebuilt) === seal[7]);
  }

  private moveOn([id, tx]: EntryRow): void {
    if (isBefore(this.position, [tx, id])) this.position = [tx, id];
  }

  private noteOutside(seal: SealRow): void {
    if (this.outside?.number !== seal[0]) return;
    this.outsideSeen = true;
    if (this.outside.head !== seal[7]) this.findings.add({ row: 'seal', id: seal[0], problem: 'not-as-signed' });
  }

  /** Two changed entries, each of which is the other one under a foreign id, were exchanged. */
  private nameExchanged(): void {
    for (const { row } of this.exchanged) {
      const [, ...rest] = row;
      const home = this.exchanged.find((other) => entryHash([other.row[0], ...rest] as EntryRow) === other.expected);
      if (home) this.findings.rename(row[0], home.row[0]);
    }
  }
}

type Place = readonly [tx: string, id: string];
const isBefore = ([tx, id]: Place, [otherTx, otherId]: Place) =>
  BigInt(tx) === BigInt(otherTx) ? BigInt(id) < BigInt(otherId) : BigInt(tx) < BigInt(otherTx);

const contentOf = (seal: SealRow): SealContent => [seal[0], seal[1], seal[2], seal[3], seal[4], seal[5], seal[6]];
