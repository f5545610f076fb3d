import type { Answer, CompanyItem, IsoDate } from '#contracts/answer';
import { findItem, type Catalogue, type CatalogueItem } from '#exchange/catalogues';
import type { Credential } from '#exchange/credentials';
import type { EvidenceDescriptor } from './level-values.ts';

/** Everything a rule may look at: a company's answers as they stand, what they refer to, and the day. */
export interface ProfileState {
  readonly catalogue: Catalogue;
  readonly companyItems?: readonly CompanyItem[];
  /** By item id. An item without an answer is absent. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly credentials: readonly Credential[];
  readonly evidence: readonly EvidenceDescriptor[];
  /** A day of the company's calendar. */
  readonly today: IsoDate;
}

/** One answer with the item it answers; for a company's own item there are no facts and no review period. */
export interface AnsweredItem {
  readonly id: string;
  readonly answer: Answer;
  readonly item: CatalogueItem | undefined;
}

/** What a rule found: words for people, `item` and `field` for the place on screen. */
export interface Finding {
  readonly rule: string;
  readonly item: string;
  /** Path inside the answer, for example `facts.lastRestoreTest`. */
  readonly field: string;
  readonly words: { readonly ja: string; readonly en: string };
}

/** Answers in catalogue order, then the company's own items by id, so that lists of findings are stable. */
export function answeredItems({ catalogue, answers }: Pick<ProfileState, 'catalogue' | 'answers'>): AnsweredItem[] {
  const known = catalogue.items.map(({ id }) => id);
  const others = Object.keys(answers)
    .filter((id) => !known.includes(id))
    .sort();
  return [...known, ...others].flatMap((id) => {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    return answer ? [{ id, answer, item: findItem(catalogue, id) }] : [];
  });
}
