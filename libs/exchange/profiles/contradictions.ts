import type { ContradictionRule, Severity } from './contradiction-rule.ts';
import { answeredItems, type Finding, type ProfileState } from './profile-state.ts';
import { claimRules } from './rules-on-claims.ts';
import { dateRules } from './rules-on-dates.ts';
import { factRules } from './rules-on-facts.ts';
import { textRules } from './rules-on-texts.ts';

/** Every rule, in the order in which findings of one item are listed. */
export const contradictionRules: readonly ContradictionRule[] = [
  ...dateRules,
  ...claimRules,
  ...factRules,
  ...textRules,
];

interface Contradiction extends Finding {
  readonly severity: Severity;
}

/** Everything in a profile that does not fit together, in the order of items, rules and fields. Changes nothing. */
export function contradictions(
  profile: ProfileState,
  rules: readonly ContradictionRule[] = contradictionRules,
): Contradiction[] {
  return answeredItems(profile).flatMap((answered) =>
    rules
      .filter(({ items }) => items === 'all' || items.includes(answered.id))
      .flatMap(({ id, severity, words, shows }) =>
        shows(answered, profile).map((field) => ({ rule: id, severity, item: answered.id, field, words })),
      ),
  );
}
