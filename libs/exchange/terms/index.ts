export { TermsAcceptance } from './terms-acceptance.entity.ts';
export { Terms } from './terms.entity.ts';
