import type { AnswerInput, FactValue, IsoDate } from '#contracts/answer';
import { type CatalogueItem, coreCatalogue, findItem } from '#exchange/catalogues';
import { addDays, countsAsHeld, type Credential } from '#exchange/credentials';
import type { StatedAnswer, StatedEvidence } from './company-file.ts';

/** What an author's names and offsets stand for in one company at one time. */
export interface Known {
  readonly today: IsoDate;
  /** The day on which it is stated: the edition's. */
  readonly on: IsoDate;
  readonly credentials: readonly KnownCredential[];
  /** The id of a piece of evidence, by the item it supports. */
  evidenceId(item: string, evidence: StatedEvidence): string;
}

/** A credential as recorded, what answers call it, and the basis of assurance that may rest on it. */
export interface KnownCredential {
  readonly credential: Credential;
  readonly called: string;
  readonly carries?: StatedAnswer['assurance'];
}

/**
 * An answer as it is sent to be saved. A credential is named where the basis of assurance rests on it and it was held
 * both when the answer was true and when it is stated.
 * @throws Error for an item or a credential nobody knows
 */
export function answerOf(itemId: string, stated: StatedAnswer, known: Known): AnswerInput {
  const item = findItem(coreCatalogue(), itemId);
  if (!item) throw new Error(`There is no item ${itemId}.`);
  const asOf = addDays(known.today, stated.asOf);
  const { targetDate, evidence, facts, ...rest } = stated;
  return {
    ...rest,
    asOf,
    ...(targetDate === undefined ? {} : { targetDate: addDays(known.today, targetDate) }),
    facts: Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, factOf(item, key, fact, known)])),
    evidence: evidence.map((each) => known.evidenceId(itemId, each)),
    credentials: known.credentials
      .filter(({ carries }) => carries === stated.assurance)
      .filter(({ credential }) => countsAsHeld(credential, asOf) && countsAsHeld(credential, known.on))
      .map(({ credential }) => credential.id),
  };
}

function factOf(item: CatalogueItem, key: string, stated: StatedAnswer['facts'][string], known: Known): FactValue {
  if (typeof stated === 'object' && 'days' in stated) return addDays(known.today, stated.days);
  const { type } = item.facts.find((rule) => rule.key === key) ?? {};
  if (type !== 'credentialList' || !Array.isArray(stated)) return stated;
  return stated.flatMap((called) => idsOf(called, known));
}

function idsOf(called: string, { credentials }: Known): string[] {
  const ids = credentials.filter((each) => each.called === called).map(({ credential }) => credential.id);
  if (ids.length === 0) throw new Error(`There is no credential called ${called}.`);
  return ids;
}
