import { z } from 'zod';
import { answerState, factKey, factValue, factValueOf, listOf, rowId, type FactRule } from './fact.ts';
import { isoDate, lineOf, localTextOf } from './text.ts';

export { countryCodes } from './countries.ts';
export {
  answerState,
  answerStates,
  contact,
  factKey,
  factTypes,
  factValue,
  factValueOf,
  listOf,
  reservedNames,
  rowId,
  webAddress,
  type AnswerState,
  type Contact,
  type FactRule,
  type FactType,
  type FactValue,
} from './fact.ts';
export { isoDate, lineOf, localText, localTextOf, paragraphsOf, type IsoDate, type LocalText } from './text.ts';

/** How a company came to know that its answer is true, weakest first. */
export const assuranceBases = ['self', 'expert-confirmed', 'internal-audit', 'third-party', 'certified'] as const;
export const assuranceBasis = z.enum(assuranceBases);
export type AssuranceBasis = z.infer<typeof assuranceBasis>;

/** Disclosure levels, narrowest last. `l1` to `l4` of a signed statement are these, in this order. */
export const disclosureLevels = ['public', 'summary', 'detail', 'evidence'] as const;
export const disclosureLevel = z.enum(disclosureLevels);
export type DisclosureLevel = z.infer<typeof disclosureLevel>;

/** 1 for public … 4 for evidence: the number in `l1` … `l4`. */
export const levelNumber = (level: DisclosureLevel) => disclosureLevels.indexOf(level) + 1;

/**
 * Bounds in UTF-16 units. They are chosen so that the fullest answer in both languages still fits the 64 KiB that one
 * disclosure of a signed statement may have.
 */
export const bounds = { scope: 500, exceptions: 1000, explanation: 1000, public: 500, summary: 1500, detail: 3000 };

/**
 * What a company states for one disclosure item, in draft. A draft may be incomplete: what a state requires
 * (a target date when planned …) is asked for at submission, not here.
 */
export const answer = z.strictObject({
  state: answerState,
  scope: localTextOf(bounds.scope).optional(),
  exceptions: localTextOf(bounds.exceptions).optional(),
  explanation: localTextOf(bounds.explanation).optional(),
  asOf: isoDate,
  targetDate: isoDate.optional(),
  assurance: assuranceBasis,
  facts: z.record(factKey, factValue).default({}),
  texts: z
    .strictObject({
      public: localTextOf(bounds.public).optional(),
      summary: localTextOf(bounds.summary).optional(),
      detail: localTextOf(bounds.detail).optional(),
    })
    .default({}),
  notDisclosed: listOf(disclosureLevel, disclosureLevels.length).default([]),
  evidence: listOf(rowId, 20).default([]),
  credentials: listOf(rowId, 50).default([]),
});
export type Answer = z.infer<typeof answer>;
export type AnswerInput = z.input<typeof answer>;

/** The answer schema for one catalogue item: only that item's facts, each of its own type. Unknown facts are errors. */
export function answerFor(item: { readonly facts: readonly FactRule[] }) {
  const shape = Object.fromEntries(item.facts.map((rule) => [rule.key, factValueOf(rule).optional()]));
  const facts = z.strictObject(shape) as z.ZodType<Answer['facts'], Answer['facts']>;
  return answer.extend({ facts: facts.default({}) });
}

/** An item of the company's own. Its title can say much, so it travels inside the disclosures, never in clear. */
export const companyItem = z.strictObject({
  id: z.string().regex(/^C-[A-Z0-9]{1,12}$/, 'C- and 1 to 12 capital letters or digits'),
  title: z
    .strictObject({ ja: lineOf(200).optional(), en: lineOf(200).optional() })
    .refine(hasText, 'a title is needed'),
  question: localTextOf(500).optional(),
});
export type CompanyItem = z.infer<typeof companyItem>;

function hasText(text: { ja?: string | undefined; en?: string | undefined }) {
  return text.ja !== undefined || text.en !== undefined;
}
