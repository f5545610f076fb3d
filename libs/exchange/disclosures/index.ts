export { DeniedAttempts } from './denied-attempts.entity.ts';
export { EditionCut } from './edition-cut.entity.ts';
export { Cuts, cutEdition } from './cuts.ts';
export { DisclosuresController } from './disclosures.controller.ts';
export { DisclosuresModule } from './disclosures.module.ts';
export { EvidenceReadingController } from './evidence-reading.controller.ts';
export { Opening, type Reading } from './opening.ts';
export { RecordsController } from './records.controller.ts';
