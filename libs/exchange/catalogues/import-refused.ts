/** Why an outside file is not read. Each reason is one sentence on screen and one row of the tests with hostile files. */
export type ImportRefusal =
  | 'too-large'
  | 'too-deep'
  | 'encoding'
  | 'not-well-formed'
  | 'doctype'
  | 'entity'
  | 'alias'
  | 'tag'
  | 'directive'
  | 'reserved-name'
  | 'duplicate-name'
  | 'not-a-catalogue'
  | 'not-a-status-list';

/** An expected "no" to a file somebody brought: `reason` for machines, the message for the person who brought it. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  readonly reason: ImportRefusal;

  constructor(reason: ImportRefusal, words: string, options?: ErrorOptions) {
    super(words, options);
    this.reason = reason;
  }
}
