import type { IsoDate, LocalText } from '#contracts/answer';
import type { CredentialState } from '#contracts/credential';
import { addDays, addMonths, daysBetween, lastDayOf } from './calendar.ts';
import { schemeOf, type Scheme, type SchemeId } from './schemes.ts';

/** What a company records about a credential: dates, never a state. The state follows from the dates and the day. */
export interface Credential {
  readonly id: string;
  readonly scheme: SchemeId;
  /** Edition of the standard, for example `2022`. */
  readonly edition?: string | undefined;
  readonly scope?: LocalText | undefined;
  readonly number?: string | undefined;
  readonly issuer?: string | undefined;
  readonly verifyUrl?: string | undefined;
  readonly applied?: IsoDate | undefined;
  readonly issued?: IsoDate | undefined;
  /** The last day it holds, that day included. */
  readonly validUntil?: IsoDate | undefined;
  /** Reports: the period they speak about. */
  readonly period?: { readonly from: IsoDate; readonly to: IsoDate } | undefined;
  readonly suspended?: IsoDate | undefined;
  readonly withdrawn?: IsoDate | undefined;
}

/** The dates a state depends on. */
export type CredentialDates = Pick<
  Credential,
  'scheme' | 'issued' | 'validUntil' | 'suspended' | 'withdrawn' | 'period'
>;

/** The state on a day of the company's calendar (`dayIn`). Nothing issued yet is applied for, whatever was written. */
export function stateOf(credential: CredentialDates, today: IsoDate): CredentialState {
  const { issued, suspended, withdrawn } = credential;
  const until = untilOf(credential);
  if (withdrawn !== undefined && withdrawn <= today) return 'withdrawn';
  if (issued === undefined || issued > today) return 'applied';
  if (until !== undefined && until < today) return 'lapsed';
  if (suspended !== undefined && suspended <= today) return 'suspended';
  return 'held';
}

/** Only held counts: applied for, suspended, lapsed and withdrawn never do. */
export const countsAsHeld = (credential: CredentialDates, today: IsoDate) => stateOf(credential, today) === 'held';

/** Held, and by somebody else's examination: a self-declaration or a report about a period is no certificate. */
export function countsAsCertified(credential: CredentialDates, today: IsoDate) {
  const { kind } = schemeOf(credential.scheme);
  return kind !== 'self-declaration' && kind !== 'report' && countsAsHeld(credential, today);
}

/** The last day it holds: as stated, else as the scheme has it; undefined where there is no end. */
export const untilOf = ({ scheme, issued, validUntil }: CredentialDates): IsoDate | undefined =>
  validUntil ?? (issued === undefined ? undefined : expectedUntil(schemeOf(scheme), issued));

/** The last day a credential issued on `issued` can hold under its scheme; undefined where the scheme knows no end. */
export const expectedUntil = ({ months }: Pick<Scheme, 'months'>, issued: IsoDate): IsoDate | undefined =>
  months === undefined ? undefined : lastDayOf(issued, months);

/** The other way round: the day of issue that gives this last day (the end minus the scheme's months plus one day). */
export const expectedIssue = ({ months }: Pick<Scheme, 'months'>, until: IsoDate): IsoDate | undefined =>
  months === undefined ? undefined : addDays(addMonths(until, -months), 1);

/** Held, without an end, and old enough to be looked at again: a suggestion, never a mark against it. */
export function reviewSuggested(credential: CredentialDates, today: IsoDate): boolean {
  const { reviewAfterMonths } = schemeOf(credential.scheme);
  const from = credential.period?.to ?? credential.issued;
  if (reviewAfterMonths === undefined || from === undefined || !countsAsHeld(credential, today)) return false;
  return addMonths(from, reviewAfterMonths) <= today;
}

/** Held, and within the months in which its renewal is applied for. */
export function renewalOpen(credential: CredentialDates, today: IsoDate): boolean {
  const { renewal } = schemeOf(credential.scheme);
  const until = untilOf(credential);
  if (!renewal || until === undefined || !countsAsHeld(credential, today)) return false;
  return addMonths(until, -renewal.opens) <= today && today <= addMonths(until, -renewal.closes);
}

/** The next yearly check that is due today or later, while the credential holds; undefined where there is none. */
export function nextSurveillance(credential: CredentialDates, today: IsoDate): IsoDate | undefined {
  const { surveillanceMonths } = schemeOf(credential.scheme);
  const until = untilOf(credential);
  if (surveillanceMonths === undefined || until === undefined || credential.issued === undefined) return undefined;
  for (let months = surveillanceMonths; ; months += surveillanceMonths) {
    const due = addMonths(credential.issued, months);
    if (due > until) return undefined;
    if (due >= today) return due;
  }
}

/** Days it still holds after today: 0 on its last day, negative when lapsed, undefined without an end. */
export function daysLeft(credential: CredentialDates, today: IsoDate): number | undefined {
  const until = untilOf(credential);
  return until === undefined ? undefined : daysBetween(today, until);
}
