import { z } from 'zod';
import { countryCodes } from './countries.ts';
import { isoDate, lineOf } from './text.ts';

export const answerStates = [
  'implemented',
  'partial',
  'planned',
  'alternative',
  'notImplemented',
  'notApplicable',
  'unknown',
] as const;
export const answerState = z.enum(answerStates);
export type AnswerState = z.infer<typeof answerState>;

export const factTypes = [
  'date',
  'text',
  'url',
  'integer',
  'number',
  'percent',
  'boolean',
  'state',
  'choice',
  'multiChoice',
  'countryList',
  'contact',
  'credentialList',
] as const;
export type FactType = (typeof factTypes)[number];

/** What the catalogue says about one fact, as far as a value can be checked against it. */
export interface FactRule {
  readonly key: string;
  readonly type: FactType;
  readonly options?: readonly string[] | undefined;
}

/** The id of a row: a UUID in lower case, because ids are compared as text. */
export const rowId = z.uuid().regex(/^[^A-F]*$/, 'lower case is needed');

/** A person or desk to write to; the address is not checked to exist. */
export const contact = z.strictObject({
  name: lineOf(200),
  email: z.email().max(254).optional(),
  phone: z
    .string()
    .regex(/^\+?[0-9][0-9 ()-]{3,28}[0-9]$/, 'not a telephone number')
    .optional(),
});
export type Contact = z.infer<typeof contact>;

/** http or https, with a host, without a user name in it: anything else must never become a link. */
export const webAddress = z
  .string()
  .max(1000)
  .regex(/^https?:\/\/[^\s\p{Cc}\\]+$/u, { error: 'only http and https addresses', abort: true })
  .refine((text) => URL.canParse(text) && !new URL(text).username && !new URL(text).password, 'not a web address');

const inSixDecimals = (value: number) => Number(value.toFixed(6)) === value;

const valueOf = {
  date: () => isoDate,
  text: () => lineOf(300),
  url: () => webAddress,
  // Every whole number of a catalogue counts something, so none is negative.
  integer: () => z.int().min(0).max(1_000_000_000_000),
  number: () => z.number().min(-1e12).max(1e12).refine(inSixDecimals, 'at most six decimals'),
  percent: () => z.number().min(0).max(100).refine(inSixDecimals, 'at most six decimals'),
  boolean: () => z.boolean(),
  state: () => answerState,
  choice: ({ options }) => z.enum([...(options ?? [])]),
  multiChoice: ({ options }) => listOf(z.enum([...(options ?? [])]), 50),
  countryList: () => listOf(z.enum(countryCodes, 'not an ISO 3166-1 alpha-2 code'), countryCodes.length),
  contact: () => contact,
  credentialList: () => listOf(rowId, 50),
} satisfies Record<FactType, (rule: FactRule) => z.ZodType>;

/** The schema of one fact's value. Errors carry the path inside the value; the caller adds the fact's key. */
export const factValueOf = (rule: FactRule): z.ZodType<FactValue> => valueOf[rule.type](rule);

/** Any value a fact may have, before it is known which fact it belongs to. */
export const factValue = z.union([
  z.string().max(1000),
  z.number(),
  z.boolean(),
  z.array(z.string()).max(300),
  contact,
]);
export type FactValue = z.infer<typeof factValue>;

/** Members that would reach a prototype, or that a signed statement may not carry. */
export const reservedNames: readonly string[] = ['__proto__', 'constructor', 'prototype', '_sd', '_sd_alg', '...'];

export const factKey = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'not a fact key')
  .refine((key) => !reservedNames.includes(key), 'reserved name');

/** A list without repetition; order is kept, because some facts name the most important first. */
export function listOf<T extends z.ZodType<string>>(value: T, max: number) {
  return z
    .array(value)
    .max(max)
    .refine((values) => new Set(values).size === values.length, 'repeated value');
}
