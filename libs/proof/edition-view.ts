import type { JsonObject } from '#contracts/strict-json';
import type { Sha256 } from './crypto-port.ts';
import { isoTime, kindOf, type Level, type LevelName, type Words } from './edition-format.ts';
import { ownLimits, parseJws } from './jws.ts';
import { openEdition, type OpenedEdition, type OpenedItem } from './open-edition.ts';
import { readDisclosure, splitSdJwt } from './sd-jwt.ts';

/** One level as a reader sees it. Withheld, not stated and not disclosed are three different answers. */
export type LevelView =
  | { readonly is: 'stated'; readonly value: JsonObject }
  | { readonly is: 'notStated' | 'notDisclosed' | 'withheld' };

export interface ItemView {
  readonly id: string;
  readonly title?: Words;
  readonly level: Level;
  readonly levels: Readonly<Record<LevelName, LevelView>>;
}

/** The JSON a reader sees. Times are ISO 8601 in UTC. */
export interface EditionView {
  readonly issuer: string;
  readonly id: string;
  readonly edition: number;
  readonly previous?: string;
  readonly catalogue: { readonly id: string; readonly edition: string; readonly digest: string };
  readonly issuedAt: string;
  readonly validFrom: string;
  readonly expiresAt: string;
  readonly approval: { readonly title: Words; readonly at: string; readonly self: boolean; readonly name?: Words };
  readonly items: readonly ItemView[];
  readonly companyItems: readonly ItemView[];
}

/** The view of a presentation, computed from nothing but the signed bytes. Checks the format, not the signature. */
export function viewOf(presentation: string, sha256: Sha256): EditionView {
  const { jwt, disclosures } = splitSdJwt(presentation);
  const opened = disclosures.map((encoded) => readDisclosure(encoded, ownLimits));
  return viewOfOpened(openEdition(parseJws(jwt, 'edition').payload, opened, disclosures.map(sha256)));
}

/** The same, for an edition that has been opened already, as after verification. */
export function viewOfOpened({ claims, approverName, items, companyItems }: OpenedEdition): EditionView {
  const { title, at, self } = claims.approval;
  return {
    issuer: claims.issuer,
    id: claims.id,
    edition: claims.number,
    ...(claims.previous === undefined ? {} : { previous: claims.previous }),
    catalogue: claims.catalogue,
    issuedAt: isoTime(claims.issuedAt),
    validFrom: isoTime(claims.validFrom),
    expiresAt: isoTime(claims.expiresAt),
    approval: { title, at: isoTime(at), self, ...(approverName ? { name: approverName } : {}) },
    items: items.map(viewItem),
    companyItems: companyItems.map(viewItem),
  };
}

function viewItem({ id, title, level, values }: OpenedItem): ItemView {
  if (level === 0) return { id, level, levels: NOTHING };
  const [l1, l2, l3, l4] = values;
  const levels = { public: viewLevel(l1), summary: viewLevel(l2), detail: viewLevel(l3), evidence: viewLevel(l4) };
  return title ? { id, title, level, levels } : { id, level, levels };
}

const WITHHELD: LevelView = { is: 'withheld' };
const NOTHING = { public: WITHHELD, summary: WITHHELD, detail: WITHHELD, evidence: WITHHELD };

function viewLevel(value: JsonObject | undefined): LevelView {
  if (value === undefined) return WITHHELD;
  const kind = kindOf(value);
  return kind === 'stated' ? { is: kind, value } : { is: kind };
}
