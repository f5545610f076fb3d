import type { AnsweredItem, Finding, ProfileState } from './profile-state.ts';

/** `contradiction`: both cannot be true. `warning`: hardly both. `notice`: a reader will ask. None of them stops publishing. */
export type Severity = 'contradiction' | 'warning' | 'notice';

/** One rule, as data but for the question itself. */
export interface ContradictionRule {
  readonly id: string;
  readonly severity: Severity;
  /** Items it is asked of. */
  readonly items: 'all' | readonly string[];
  readonly words: Finding['words'];
  /** The fields in which the contradiction shows, as paths inside the answer; empty when there is none. */
  readonly shows: (answered: AnsweredItem, profile: ProfileState) => readonly string[];
}
