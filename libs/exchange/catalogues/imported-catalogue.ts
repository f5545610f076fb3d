/** Somebody else's catalogue as we keep it. `controls` is in the order of the file, parents before their children. */
export interface ImportedCatalogue {
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  readonly publisher?: string;
  readonly controls: readonly ImportedControl[];
  readonly problems: readonly ImportProblem[];
}

export interface ImportedControl {
  readonly id: string;
  readonly title: string;
  /** What the control asks for; empty when the file says nothing. */
  readonly text: string;
  /** The control this one belongs to; absent at the top. */
  readonly parent?: string;
  /** Id, or title where there is no id, of the nearest group. */
  readonly group?: string;
  readonly withdrawn: false | { readonly by: WithdrawnBy };
  readonly replacedBy?: readonly string[];
}

/** How we know: the file marks it, its category says nothing any more, or the list the user gave names it. */
type WithdrawnBy = 'status' | 'empty-category' | 'list';

/** Something the person who imports should look at. It does not stop the import. */
export interface ImportProblem {
  readonly code: 'duplicate-id' | 'no-text' | 'unknown-in-list' | 'list-disagrees';
  readonly id: string;
}

/** Controls without further controls in them: what is counted and mapped to (in CSF 2.0, the subcategories). */
export function leafControls(catalogue: ImportedCatalogue) {
  const parents = new Set(catalogue.controls.map(({ parent }) => parent));
  return catalogue.controls.filter(({ id }) => !parents.has(id));
}

export const inForce = (catalogue: ImportedCatalogue) => leafControls(catalogue).filter(({ withdrawn }) => !withdrawn);
