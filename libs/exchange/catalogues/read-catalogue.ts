import { createHash } from 'node:crypto';
import { z } from 'zod';
import { answerStates, disclosureLevels } from '#contracts/answer';
import type { JsonValue } from '#contracts/strict-json';
import { canonicalJson } from '#proof';
import { catalogueFile, type Catalogue, type CatalogueFile, type CatalogueItem } from './catalogue.ts';
import { yamlDocument } from './yaml-document.ts';

/** A catalogue of ours that must not be used: a fault of the release, not of a user. Names every problem at once. */
export class CatalogueInvalid extends Error {
  override readonly name = 'CatalogueInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The catalogue is not usable:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

/** A catalogue file (YAML) as a checked, frozen catalogue. Throws `CatalogueInvalid`, or `ImportRefused` for bad YAML. */
export function readCatalogue(source: Uint8Array | string): Catalogue {
  const data = yamlDocument(source);
  const read = catalogueFile.safeParse(data);
  if (!read.success)
    throw new CatalogueInvalid(read.error.issues.map((issue) => `${z.core.toDotPath(issue.path)}: ${issue.message}`));
  const problems = problemsOf(read.data);
  if (problems.length > 0) throw new CatalogueInvalid(problems);
  return frozen(catalogueOf(read.data, digestOf(data)));
}

/**
 * SHA-256, base64url without padding, over the content and not the file (canonical JSON, RFC 8785). Comments and
 * layout may change; a word may not. Takes plain data, as a reader of YAML or JSON gives it.
 */
export const digestOf = (data: unknown) =>
  createHash('sha256')
    .update(canonicalJson(data as JsonValue))
    .digest('base64url');

function catalogueOf(file: CatalogueFile, digest: string): Catalogue {
  return {
    id: file.catalogue.id,
    edition: file.catalogue.edition,
    status: file.catalogue.status,
    digest,
    sections: file.sections.map(({ id, core, ja, en }) => ({ id, core, ja, en })),
    items: itemsOf(file),
    answerStates: file.answerStates,
    answerFields: file.commonAnswerFields,
    disclosureLevels: file.disclosureLevels,
    audiences: file.audiences,
    evidenceKinds: file.evidenceKinds,
    frameworks: file.frameworks,
  };
}

const itemsOf = (file: CatalogueFile): CatalogueItem[] =>
  file.sections.flatMap(({ id, core, items }) => items.map((item) => ({ ...item, section: id, core })));

/** Everything the schema cannot see because it needs two places at once. */
function problemsOf(file: CatalogueFile): string[] {
  const items = itemsOf(file);
  return [
    ...repeated(
      'section',
      file.sections.map(({ id }) => id),
    ),
    ...repeated(
      'item',
      items.map(({ id }) => id),
    ),
    ...repeated(
      'framework',
      file.frameworks.map(({ key }) => key),
    ),
    ...repeated(
      'evidence kind',
      file.evidenceKinds.map(({ id }) => id),
    ),
    ...differing(
      'answer states',
      file.answerStates.map(({ id }) => id),
      answerStates,
    ),
    ...differing(
      'disclosure levels',
      file.disclosureLevels.map(({ id }) => id),
      ['none', ...disclosureLevels],
    ),
    ...(items.length === file.catalogue.itemCount
      ? []
      : [`itemCount is ${file.catalogue.itemCount}, but there are ${items.length} items`]),
    ...items.flatMap((item) => itemProblems(item, file)),
  ];
}

function itemProblems(item: CatalogueItem, file: CatalogueFile): string[] {
  const frameworks = new Set(file.frameworks.map(({ key }) => key));
  const kinds = new Set(file.evidenceKinds.map(({ id }) => id));
  const choices = ['choice', 'multiChoice'];
  return [
    ...(item.id.startsWith(`${item.section}-`) ? [] : ['is not in the section its id names']),
    ...repeated(
      'fact',
      item.facts.map(({ key }) => key),
    ),
    ...item.facts.flatMap(({ key, options }) => repeated(`option of ${key}`, options ?? [])),
    ...item.facts
      .filter(({ type, options }) => choices.includes(type) !== (options !== undefined))
      .map(({ key, type }) => `${key}: a ${type} ${choices.includes(type) ? 'needs' : 'has no'} options`),
    ...Object.keys(item.maps)
      .filter((key) => !frameworks.has(key))
      .map((key) => `maps to ${key}, a framework nobody described`),
    ...Object.entries(item.maps).flatMap(([key, units]) => repeated(`unit of ${key}`, units.map(String))),
    ...item.levels.evidence.kinds.filter((kind) => !kinds.has(kind)).map((kind) => `${kind} is not a kind of evidence`),
  ].map((problem) => `${item.id}: ${problem}`);
}

const repeated = (what: string, ids: readonly string[]) =>
  ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `${what} ${id} occurs twice`);

const differing = (what: string, ids: readonly string[], expected: readonly string[]) =>
  ids.join() === expected.join() ? [] : [`${what} are ${ids.join()}, expected ${expected.join()}`];

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
