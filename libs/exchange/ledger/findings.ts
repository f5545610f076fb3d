const mostNamed = 1000;

/** One thing that is wrong, with the row it is wrong about. */
export interface Finding {
  readonly row: 'entry' | 'seal';
  /** Id of the entry, or number of the seal. */
  readonly id: string;
  /** For several seals in a row: the first of them; `id` is the last. */
  readonly from?: string;
  /**
   * changed: not what was sealed. missing: sealed, and gone. inserted: put in between afterwards. reordered: stands in
   * the place of another entry (`placeOf`). cut-off: the end is gone. unanchored: a seal is missing, so that this
   * row's cannot be told. not-as-signed: another seal under a number whose head was signed.
   */
  readonly problem: 'changed' | 'missing' | 'inserted' | 'reordered' | 'cut-off' | 'unanchored' | 'not-as-signed';
  /** reordered: the id under which this row's content was sealed. */
  readonly placeOf?: string;
  /** cut-off: how many entries; `id` is the last of them. */
  readonly count?: string;
}

/** What was found, counted in full and named up to a bound, so that a ruined ledger does not fill the memory. */
export class Findings {
  count = 0;
  readonly named: Finding[] = [];

  add(finding: Finding): void {
    this.count += 1;
    if (this.named.length < mostNamed) this.named.push(finding);
  }

  /** A changed entry turned out to be another one in its place. */
  rename(id: string, placeOf: string): void {
    const at = this.named.findIndex((finding) => finding.row === 'entry' && finding.id === id);
    if (at >= 0) this.named[at] = { row: 'entry', id, problem: 'reordered', placeOf };
  }
}
