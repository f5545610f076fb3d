export { companies, type CompanyKey, companyKeys, type DemoCompany, statingKeys } from './companies.ts';
export { type CompanyFile, readCompanyFile, type StatedAnswer, type StatedEvidence } from './company-file.ts';
export { type DemoEdition, editionsOf, type Statements } from './company-editions.ts';
export { credentials, credentialsOf, recorded } from './credentials.ts';
export { grants } from './grants.ts';
export { answerOf, type Known, type KnownCredential } from './stated-answer.ts';
export { type DemoSignIn, demoPassword, demoSignIns } from './sign-ins.ts';
