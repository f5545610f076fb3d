import type { NewCredential } from '#contracts/credential';
import { invalid } from '#platform/errors';
import { expectedUntil } from './credential.ts';
import { type Scheme, type SchemeId, schemeIds, schemeOf } from './schemes.ts';

type Rule = (credential: NewCredential, scheme: Scheme) => readonly [pointer: string, words: string] | undefined;

const before = (one: string | undefined, other: string | undefined) =>
  one !== undefined && other !== undefined && one < other;

/** What no schema of single fields can see. The first rule that is broken is named. */
const rules: readonly Rule[] = [
  ({ issued, applied }) => (before(issued, applied) ? ['/issued', 'Must not be before the application.'] : undefined),
  ({ issued, validUntil }) =>
    before(validUntil, issued) ? ['/validUntil', 'Must not be before the issue.'] : undefined,
  ({ issued, suspended }) => (before(suspended, issued) ? ['/suspended', 'Must not be before the issue.'] : undefined),
  ({ issued, withdrawn }) => (before(withdrawn, issued) ? ['/withdrawn', 'Must not be before the issue.'] : undefined),
  ({ period }) => (period && before(period.to, period.from) ? ['/period/to', 'Must not be before `from`.'] : undefined),
  ({ period }, { kind }) =>
    period && kind !== 'report' ? ['/period', 'Only a report speaks about a period.'] : undefined,
  ({ issued, validUntil }, scheme) => {
    const most = issued === undefined ? undefined : expectedUntil(scheme, issued);
    if (most === undefined || !before(most, validUntil)) return undefined;
    return ['/validUntil', `Under this scheme it holds until ${most} at the latest.`];
  },
];

/** @throws Refusal `invalid-input` naming the field */
export function mustFitScheme(credential: NewCredential): void {
  if (!isScheme(credential.scheme)) throw invalid('/scheme', `Must be one of: ${schemeIds.join(', ')}.`);
  const scheme = schemeOf(credential.scheme);
  for (const rule of rules) {
    const broken = rule(credential, scheme);
    if (broken) throw invalid(...broken);
  }
}

const isScheme = (id: string): id is SchemeId => (schemeIds as readonly string[]).includes(id);
