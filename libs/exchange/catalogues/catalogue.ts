import { z } from 'zod';
import { answerStates, disclosureLevels, factKey, factTypes } from '#contracts/answer';

const words = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });
const named = { ja: z.string().min(1), en: z.string().min(1) };
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);
const exposure = z.enum(['none', ...disclosureLevels]);
const audience = z.enum(['public', 'supplier', 'customer', 'group', 'insurer']);

const fact = z.strictObject({
  key: factKey,
  type: z.enum(factTypes),
  ...named,
  options: z.array(z.string().min(1)).min(2).optional(),
  unit: z.string().min(1).optional(),
  sensitive: z.literal(true).optional(),
});

const item = z.strictObject({
  id: z.string().regex(/^[KX]\d-\d\d$/),
  title: words,
  question: words,
  facts: z.array(fact),
  levels: z.strictObject({
    public: words,
    summary: words,
    detail: words,
    evidence: words.extend({ kinds: z.array(id).min(1) }),
  }),
  reviewMonths: z.int().min(1).max(60),
  defaultExposure: z.record(audience, exposure),
  maps: z.record(id, z.array(z.union([z.string().min(1), z.int().positive()])).min(1)),
});

/** What a catalogue file holds, before the checks that look at more than one place (`readCatalogue`). */
export const catalogueFile = z.strictObject({
  catalogue: z.strictObject({
    id,
    edition: id,
    status: z.enum(['published', 'withdrawn']),
    wording: z.string(),
    languages: z.tuple([z.literal('ja'), z.literal('en')]),
    primaryLanguage: z.literal('ja'),
    itemCount: z.int().positive(),
  }),
  disclosureLevels: z.array(z.strictObject({ id: exposure, rank: z.int(), ...named })),
  audiences: z.array(
    z.strictObject({
      id: z.enum([...audience.options, 'internal']),
      ...named,
      disclosure: z.enum(['first-party', 'second-party', 'third-party']),
    }),
  ),
  answerStates: z.array(
    z.strictObject({
      id: z.enum(answerStates),
      ...named,
      mark: z.string().length(1),
      requires: z.array(z.enum(['targetDate', 'explanation'])).optional(),
    }),
  ),
  commonAnswerFields: z.array(
    z.strictObject({
      key: z.enum(['state', 'scope', 'exceptions', 'explanation', 'asOf', 'targetDate', 'assurance']),
      ...named,
      note: z.string().optional(),
    }),
  ),
  evidenceKinds: z.array(z.strictObject({ id, ...named })),
  frameworks: z.array(
    z.strictObject({
      key: id,
      title: z.string().min(1),
      edition: z.string().min(1),
      unit: z.string().min(1),
      activeUnits: z.int().positive().optional(),
      note: z.string().optional(),
    }),
  ),
  sections: z.array(
    z.strictObject({ id: z.string().regex(/^[KX]\d$/), core: z.boolean(), ...named, items: z.array(item).min(1) }),
  ),
});
export type CatalogueFile = z.infer<typeof catalogueFile>;

export type Framework = CatalogueFile['frameworks'][number];
type AnswerStateRule = CatalogueFile['answerStates'][number];

/** One disclosure item. `core` is true for the five key items' sections, K1 to K5. */
export type CatalogueItem = z.infer<typeof item> & { readonly section: string; readonly core: boolean };

/** One edition of our own disclosure catalogue, checked and frozen. `digest` is what signed editions quote. */
export interface Catalogue {
  readonly id: string;
  readonly edition: string;
  readonly status: 'published' | 'withdrawn';
  readonly digest: string;
  readonly sections: readonly {
    readonly id: string;
    readonly core: boolean;
    readonly ja: string;
    readonly en: string;
  }[];
  readonly items: readonly CatalogueItem[];
  readonly answerStates: readonly AnswerStateRule[];
  readonly answerFields: CatalogueFile['commonAnswerFields'];
  readonly disclosureLevels: CatalogueFile['disclosureLevels'];
  readonly audiences: CatalogueFile['audiences'];
  readonly evidenceKinds: CatalogueFile['evidenceKinds'];
  readonly frameworks: readonly Framework[];
}

/** The item with this id, or undefined: company-specific and retired ids are not in every edition. */
export const findItem = (catalogue: Catalogue, itemId: string): CatalogueItem | undefined =>
  catalogue.items.find((candidate) => candidate.id === itemId);

/** Items that refer to a unit of an outside framework, for example (`csf20`, `GV.PO-01`). */
export const itemsMappedTo = (catalogue: Catalogue, framework: string, unit: string | number) =>
  catalogue.items.filter((candidate) => candidate.maps[framework]?.some((mapped) => String(mapped) === String(unit)));
