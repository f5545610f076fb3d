import { z } from 'zod';
import { id, line, moment, page } from './common.ts';

/** `jp-demo` numbers fail the real check digit on purpose and are refused in production. */
export const identifierScheme = z.enum(['jp-corporate', 'jp-demo', 'lei', 'vat', 'euid']);
export type IdentifierScheme = z.infer<typeof identifierScheme>;

/** How sure we are that an account belongs to the company it names; shown beside the name everywhere. */
export const identityAssurance = z.enum(['unverified', 'vouched', 'domain', 'operator']);
export type IdentityAssurance = z.infer<typeof identityAssurance>;

export const sizeBand = z.enum(['1-20', '21-100', '101-300', '301-1000', '1001-5000', '5001+']);

/** A company's names; at least one of ja and en. `reading` is how the Japanese name is read, in kana. */
export const organizationNames = z
  .strictObject({ ja: line(120).optional(), en: line(120).optional(), reading: line(120).optional() })
  .refine((names) => names.ja !== undefined || names.en !== undefined, 'must have a name in ja or en');

const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two capital letters');
const sector = z.string().regex(/^\d{2}$/, 'must be a middle class of the industrial classification, two digits');
const timeZone = z.string().max(60).refine(isTimeZone, 'must be an IANA time zone, for example Asia/Tokyo');

function isTimeZone(name: string) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const newIdentifier = z.strictObject({ scheme: identifierScheme, value: line(60) });
export type NewIdentifier = z.infer<typeof newIdentifier>;

export const newOrganization = z.strictObject({
  names: organizationNames,
  country: country.default('JP'),
  sector,
  sizeBand,
  insurer: z.boolean().default(false),
  timeZone: timeZone.default('Asia/Tokyo'),
  identifiers: z.array(newIdentifier).max(10).default([]),
});
export type NewOrganization = z.infer<typeof newOrganization>;

export const organizationChange = z
  .strictObject({
    names: organizationNames.optional(),
    country: country.optional(),
    sector: sector.optional(),
    sizeBand: sizeBand.optional(),
    insurer: z.boolean().optional(),
    timeZone: timeZone.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something');
export type OrganizationChange = z.infer<typeof organizationChange>;

export const namesView = z.strictObject({
  ja: z.string().optional(),
  en: z.string().optional(),
  reading: z.string().optional(),
});

/** What every signed-in company may know of another: who it says it is, and how sure we are. */
export const organizationCard = z.strictObject({
  id,
  names: namesView,
  assurance: identityAssurance,
  vouchedBy: z.strictObject({ id, names: namesView }).optional(),
});
export type OrganizationCard = z.infer<typeof organizationCard>;

export const identifierView = z.strictObject({ id, scheme: identifierScheme, value: z.string() });
export const domainView = z.strictObject({
  id,
  name: z.string(),
  verified: z.boolean(),
  verifiedAt: moment.optional(),
  /** The DNS record that proves it; absent once it is verified. */
  record: z.strictObject({ type: z.literal('TXT'), name: z.string(), value: z.string() }).optional(),
});

/** The other side of a grant, a request or a read: who it says it is, and how sure we are. */
export const party = z.strictObject({ id, names: z.record(z.string(), z.string()), assurance: z.string() });

/** A company as its own people see it. */
export const organizationView = z.strictObject({
  ...organizationCard.shape,
  country: z.string(),
  sector: z.string(),
  sizeBand,
  insurer: z.boolean(),
  timeZone: z.string(),
  assuredAt: moment.optional(),
  identifiers: z.array(identifierView),
  domains: z.array(domainView),
});

/** Looking for a partner: by an exact identifier, or by a part of the name. Not both. */
export const organizationSearch = z
  .strictObject({
    name: z.string().min(2).max(100).optional(),
    scheme: identifierScheme.optional(),
    identifier: line(60).optional(),
  })
  .refine((search) => (search.name === undefined) !== (search.identifier === undefined), 'send name, or identifier')
  .refine((search) => (search.scheme === undefined) === (search.identifier === undefined), {
    message: 'scheme and identifier belong together',
    path: ['scheme'],
  });
export type OrganizationSearch = z.infer<typeof organizationSearch>;
export const organizationsFound = z.strictObject({ items: z.array(organizationCard), more: z.boolean() });

export const newDomain = z.strictObject({ name: line(253) });

/** Why something far-reaching is done; it stands in the company's ledger. */
export const withReason = z.strictObject({ reason: line(500) });
export type WithReason = z.infer<typeof withReason>;

/** The operator confirms a company, or takes a confirmation back after a mistake. */
export const operatorAssurance = z.strictObject({ assurance: z.enum(['operator', 'unverified']), reason: line(500) });
export type OperatorAssurance = z.infer<typeof operatorAssurance>;

export const operatorPage = z.strictObject({ ...page.shape, assurance: identityAssurance.optional() });
export type OperatorPage = z.infer<typeof operatorPage>;
export const organizationForOperator = z.strictObject({
  ...organizationCard.shape,
  identifiers: z.array(identifierView),
  createdAt: moment,
  closedAt: moment.optional(),
});
