export { StoredCredential } from './credential.entity.ts';
export { addDays, addMonths, dayIn, daysBetween, lastDayOf } from './calendar.ts';
export {
  countsAsCertified,
  countsAsHeld,
  daysLeft,
  expectedIssue,
  expectedUntil,
  nextSurveillance,
  renewalOpen,
  reviewSuggested,
  stateOf,
  untilOf,
  type Credential,
  type CredentialDates,
} from './credential.ts';
export { schemeIds, schemeOf, schemes, type SchemeId } from './schemes.ts';
export { Credentials } from './credentials.service.ts';
export { CredentialsController } from './credentials.controller.ts';
export { CredentialsModule } from './credentials.module.ts';
