import type { AnswerState, AssuranceBasis, Contact, FactRule, IsoDate, LocalText } from '#contracts/answer';
import type { Credential } from '#exchange/credentials';

/** A file's description as it is signed. `sha256` and `length` are of the original bytes. */
export interface EvidenceDescriptor {
  readonly id: string;
  readonly sha256: string;
  readonly length: number;
  readonly mediaType: string;
  readonly title: LocalText;
  readonly kind: string;
  readonly issued?: IsoDate | undefined;
  readonly expires?: IsoDate | undefined;
}

/** A fact as it is signed: whole numbers as numbers, others as decimal strings, because signed statements hold no fractions. */
export type SignedFact = string | number | boolean | readonly string[] | Contact;
export type SignedFacts = Readonly<Record<string, SignedFact>>;

/** Nobody answered, or nothing at this level: not the same as what the company decided to keep to itself. */
type NoValue = { readonly notStated: true } | { readonly notDisclosed: true };

interface Level1 {
  readonly state: AnswerState;
  readonly asOf: IsoDate;
  readonly text?: LocalText;
}
export interface Level2 {
  readonly assurance: AssuranceBasis;
  readonly scope?: LocalText;
  readonly credentials?: readonly SignedCredential[];
  readonly text?: LocalText;
}
export interface Level3 {
  readonly exceptions?: LocalText;
  readonly explanation?: LocalText;
  readonly targetDate?: IsoDate;
  readonly facts?: SignedFacts;
  readonly text?: LocalText;
}
export interface Level4 {
  readonly evidence?: readonly EvidenceDescriptor[];
  readonly credentials?: readonly SignedCredential[];
  readonly facts?: SignedFacts;
}

/** A credential's dates and no state: what it is worth is for the day of reading, not for the day of signing. */
export type SignedCredential = Credential & { readonly name: LocalText; readonly kind: string };

export interface LevelValues {
  readonly l1: Level1 | NoValue;
  readonly l2: Level2 | NoValue;
  readonly l3: Level3 | NoValue;
  readonly l4: Level4 | NoValue;
}

/** What the levels need to know of an item; a company's own item has no facts. */
export interface LevelledItem {
  readonly facts?: readonly (FactRule & { readonly sensitive?: true | undefined })[];
}
