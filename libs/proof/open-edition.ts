import { isJsonObject, type JsonObject, type JsonValue } from '#contracts/strict-json';
import { isBase64urlOf } from './base64url.ts';
import { checkDigests, type EditionClaims, readEditionClaims } from './edition-claims.ts';
import { checkNames, isItemId, isWords, kindOf, type Level, LEVELS, SALT_BYTES, type Words } from './edition-format.ts';
import { processPayload } from './process-payload.ts';
import { ProofError } from './proof-error.ts';
import type { Disclosure } from './sd-jwt.ts';

/** One item as a reader has it: the first `level` levels are open, the rest withheld. */
export interface OpenedItem {
  readonly id: string;
  /** Only for a company's own items, which no catalogue explains. */
  readonly title?: Words;
  readonly level: Level;
  readonly values: readonly JsonObject[];
}

export interface OpenedEdition {
  readonly claims: EditionClaims;
  readonly approverName?: Words;
  /** Every catalogue item, withheld ones included, in the order of the edition. */
  readonly items: readonly OpenedItem[];
  /** Only those company-specific items that were opened; how many there are stays hidden. */
  readonly companyItems: readonly OpenedItem[];
}

/**
 * Opens an edition: claims first, then RFC 9901 processing, then our own rules on what came out. `digests[i]` belongs to
 * `disclosures[i]`. The signature is somebody else's business.
 */
export function openEdition(
  payload: JsonObject,
  disclosures: readonly Disclosure[],
  digests: readonly string[],
): OpenedEdition {
  const claims = readEditionClaims(payload);
  for (const disclosure of disclosures) checkDisclosure(disclosure);
  const { items, items_x: companyItems, approver, ...rest } = processPayload(payload, disclosures, digests);
  if (new Set(disclosures.map(({ salt }) => salt)).size !== disclosures.length)
    throw new ProofError('disclosure-malformed', 'a salt was used twice');
  for (const name of Object.keys(rest))
    if (!Object.hasOwn(payload, name)) throw new ProofError('claim-unknown', `disclosed at the root: ${name}`);

  const opened = {
    claims,
    items: claims.itemIds.map((id) => openItem(id, (items as JsonObject)[id] as JsonObject)),
    companyItems: (companyItems as JsonObject[]).map(openCompanyItem).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
  const ids = [...claims.itemIds, ...opened.companyItems.map(({ id }) => id)];
  if (new Set(ids).size !== ids.length) throw new ProofError('name-taken', 'an item id used twice');
  if (approver === undefined) return opened;
  if (!isWords(approver)) throw new ProofError('claim-invalid', 'approver');
  return { ...opened, approverName: approver };
}

/** What each kind of disclosure may hold, wherever it turns up; the places are checked after processing. */
function checkDisclosure({ salt, name, value }: Disclosure): void {
  if (!isBase64urlOf(salt, SALT_BYTES)) throw new ProofError('disclosure-malformed', 'salt is not 128 bits');
  if (!isJsonObject(value)) throw new ProofError('disclosure-malformed', 'value is not an object');
  if (name === 'n') {
    checkNames(value, 'item node', ['_sd']);
    return checkDigests(value['_sd'], LEVELS.length, 'item node');
  }
  if (name === undefined) {
    checkNames(value, 'company item', ['id', 'title', '_sd']);
    if (!isItemId(value['id']) || !isWords(value['title'])) throw new ProofError('claim-invalid', 'company item');
    return checkDigests(value['_sd'], LEVELS.length, 'company item');
  }
  checkPlain(value);
}

/** A level hides nothing further inside itself. */
function checkPlain(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const element of value) checkPlain(element);
    return;
  }
  for (const name of Object.keys(value)) {
    if (name === '_sd' || name === '...' || name === '_sd_alg') throw new ProofError('name-reserved', name);
    checkPlain(value[name] as JsonValue);
  }
}

function openItem(id: string, item: JsonObject): OpenedItem {
  const { n: node, ...rest } = item;
  if (Object.keys(rest).length > 0) throw new ProofError('claim-unknown', `items.${id}`);
  return node === undefined ? { id, level: 0, values: [] } : { id, ...openLevels(id, node as JsonObject) };
}

function openCompanyItem({ id, title, ...levels }: JsonObject): OpenedItem {
  return { id: id as string, title: title as Words, ...openLevels(id as string, levels) };
}

/** Levels come as an unbroken run from the first: whoever has level n has all below it. */
function openLevels(id: string, levels: JsonObject): { level: Level; values: JsonObject[] } {
  const names = Object.keys(levels);
  const run = LEVELS.slice(0, names.length);
  if (!names.every((name) => (LEVELS as readonly string[]).includes(name)))
    throw new ProofError('claim-unknown', `items.${id}`);
  if (!run.every((name) => Object.hasOwn(levels, name))) throw new ProofError('levels-not-cumulative', id);
  const values = run.map((name) => levels[name] as JsonObject);
  for (const value of values) kindOf(value);
  return { level: run.length as Level, values };
}
