export { StoredCredential } from './credential.entity.ts';
export { addDays, addMonths, dayIn, daysBetween, lastDayOf } from './calendar.ts';
export {
  countsAsCertified,
  countsAsHeld,
  credentialStates,
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
  type CredentialState,
} from './credential.ts';
export {
  credentialKinds,
  schemeIds,
  schemeOf,
  schemes,
  type CredentialKind,
  type Scheme,
  type SchemeId,
} from './schemes.ts';
export { Credentials, type DatedCredential } from './credentials.service.ts';
export { CredentialsController } from './credentials.controller.ts';
export { CredentialsModule } from './credentials.module.ts';
