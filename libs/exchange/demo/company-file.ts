import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  answerState,
  assuranceBasis,
  bounds,
  contact,
  disclosureLevel,
  factKey,
  lineOf,
  listOf,
  localTextOf,
} from '#contracts/answer';
import { yamlDocument } from '#exchange/catalogues';
import { type CompanyKey, companyKeys } from './companies.ts';

/** Days from now, so that a demonstration never grows stale; negative is the past. */
const days = z.int().min(-10_000).max(3000);

/** A fact as its author states it: a date as days from now, a list of credentials by the names of `credentials.ts`. */
const statedFact = z.union([
  z.strictObject({ days }),
  contact,
  z.string().max(1000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200)),
]);

/** A piece of evidence: a page is made of the lines of `body`. */
const statedEvidence = z.strictObject({
  title: localTextOf(200),
  kind: z.string(),
  issued: days.optional(),
  expires: days.optional(),
  body: z.array(lineOf(300)).min(1).max(30),
});
export type StatedEvidence = z.infer<typeof statedEvidence>;

const fields = {
  state: answerState,
  scope: localTextOf(bounds.scope).optional(),
  exceptions: localTextOf(bounds.exceptions).optional(),
  explanation: localTextOf(bounds.explanation).optional(),
  asOf: days,
  targetDate: days.optional(),
  assurance: assuranceBasis,
  facts: z.record(factKey, statedFact).default({}),
  texts: z.strictObject({
    public: localTextOf(bounds.public).optional(),
    summary: localTextOf(bounds.summary).optional(),
    detail: localTextOf(bounds.detail).optional(),
  }),
  notDisclosed: listOf(disclosureLevel, 4).default([]),
  evidence: z.array(statedEvidence).max(20).default([]),
};
/** An answer as it stands, with dates as days from now. */
export const statedAnswer = z.strictObject(fields);
export type StatedAnswer = z.infer<typeof statedAnswer>;

/** An answer as it stood one edition before: only what differed. `null`: not there then. */
const before = z.strictObject({
  state: answerState.optional(),
  scope: fields.scope.nullable(),
  exceptions: fields.exceptions.nullable(),
  explanation: fields.explanation.nullable(),
  asOf: days.optional(),
  targetDate: fields.targetDate.nullable(),
  assurance: assuranceBasis.optional(),
  facts: z.record(factKey, statedFact.nullable()).optional(),
  texts: z
    .strictObject({
      public: localTextOf(bounds.public).nullable().optional(),
      summary: localTextOf(bounds.summary).nullable().optional(),
      detail: localTextOf(bounds.detail).nullable().optional(),
    })
    .optional(),
  notDisclosed: listOf(disclosureLevel, 4).nullable().optional(),
  evidence: z.array(statedEvidence).nullable().optional(),
});
export type Before = z.infer<typeof before>;

const itemId = z.string().regex(/^[KX]\d-\d\d$/);
const companyFile = z
  .strictObject({
    company: z.enum(companyKeys),
    answers: z.record(itemId, statedAnswer),
    earlier: z
      .array(z.strictObject({ edition: z.int().min(1), published: days, before: z.record(itemId, before.nullable()) }))
      .default([]),
    /** Absent where nothing has been published: the answers are a draft then. */
    publishedLatest: days.max(-1).optional(),
  })
  .refine(({ earlier }) => earlier.every(({ edition }, at) => edition === earlier.length - at), {
    error: 'earlier editions are numbered down to 1, newest first',
  })
  .refine(({ earlier, publishedLatest }) => inOrder([publishedLatest ?? 0, ...earlier.map((each) => each.published)]), {
    error: 'an earlier edition was published earlier',
  });
export type CompanyFile = z.infer<typeof companyFile>;

const inOrder = (offsets: readonly number[]) => offsets.every((day, at) => at === 0 || day < (offsets[at - 1] ?? day));

/**
 * What a company states, as its author wrote it; companies without a file (the insurers) state nothing.
 * @throws Error naming the company and every place that is wrong
 */
export function readCompanyFile(key: CompanyKey): CompanyFile {
  const file = new URL(`./data/${key.toLowerCase()}.yaml`, import.meta.url);
  const read = companyFile.safeParse(yamlDocument(readFileSync(file)));
  if (!read.success) {
    const places = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The demonstration data of ${key} cannot be used. ${places.join('. ')}.`);
  }
  if (read.data.company !== key) throw new Error(`The file of ${key} says it is ${read.data.company}'s.`);
  return read.data;
}
