export { TermsAcceptance } from './terms-acceptance.entity.ts';
export { Terms } from './terms.entity.ts';
export { TermsController } from './terms.controller.ts';
export { TermsModule } from './terms.module.ts';
export { TermsOfUse } from './terms.service.ts';
