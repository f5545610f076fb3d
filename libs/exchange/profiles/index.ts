export { completeness } from './completeness.ts';
export type { ContradictionRule, Severity } from './contradiction-rule.ts';
export { contradictionRules, contradictions, type Contradiction } from './contradictions.ts';
export { difference, type Change, type ComparableEdition } from './difference.ts';
export type { EvidenceDescriptor, LevelValues } from './level-values.ts';
export { levelValues } from './levels.ts';
export type { Finding, ProfileState } from './profile-state.ts';
export { isStale } from './rules-on-dates.ts';
