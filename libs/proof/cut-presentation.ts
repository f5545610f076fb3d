import type { Level } from './edition-format.ts';
import { ProofError } from './proof-error.ts';
import type { SignedEdition } from './prepare-edition.ts';

/** What a grant covers: item id → level. Items not named are withheld. */
export interface PresentationScope {
  readonly items: ReadonlyMap<string, Level>;
  /** Whether the reader learns the approver's name. Default true. */
  readonly approver?: boolean;
}

/** An item's node and its four levels in the edition's list of disclosures. */
const PER_ITEM = 5;

/**
 * The presentation for a scope, without key binding: issuer JWT, the covered disclosures in the edition's order, a last
 * tilde. Only joins strings, so the same scope gives the same bytes, whatever the order of its map. An id the edition
 * does not have is refused (`claim-invalid`): a grant may name it, but then the caller says so to the reader.
 */
export function cutPresentation(edition: SignedEdition, scope: PresentationScope): string {
  const parts = [edition.jwt];
  if (scope.approver ?? true) parts.push(edition.disclosures[0] as string);
  let found = 0;
  for (const [index, id] of edition.itemIds.entries()) {
    const level = scope.items.get(id);
    if (level === undefined) continue;
    found++;
    if (level === 0) continue;
    if (!(level <= 4)) throw new ProofError('claim-invalid', `level of ${id}`);
    const start = 1 + index * PER_ITEM;
    for (let at = start; at <= start + level; at++) parts.push(edition.disclosures[at] as string);
  }
  if (found !== scope.items.size)
    throw new ProofError('claim-invalid', 'the scope names an item this edition does not have');
  parts.push('');
  return parts.join('~');
}

/** The whole edition: every item at evidence level. For the company itself, and for checking before publishing. */
export function wholeEdition(edition: SignedEdition): string {
  return `${[edition.jwt, ...edition.disclosures].join('~')}~`;
}
