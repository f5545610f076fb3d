export { CompanyItem } from './company-item.entity.ts';
export { DraftAnswer } from './draft-answer.entity.ts';
export { EditionEvidence } from './edition-evidence.entity.ts';
export { EditionPreparation } from './edition-preparation.entity.ts';
export { EditionWithdrawal } from './edition-withdrawal.entity.ts';
export { Edition } from './edition.entity.ts';
export { profileStates, type ProfileState, Profile } from './profile.entity.ts';
