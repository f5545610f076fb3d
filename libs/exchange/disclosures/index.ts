export { DeniedAttempts } from './denied-attempts.entity.ts';
export { EditionCut } from './edition-cut.entity.ts';
