/**
 * Paths of the fields in which two answers differ (`state`, `facts.completion`, `texts.public.ja`), so that somebody
 * who was overtaken sees what to compare. Lists count as one field.
 */
export function differingFields(one: unknown, other: unknown, path = ''): string[] {
  if (isObject(one) && isObject(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return names.flatMap((name) => differingFields(one[name], other[name], path === '' ? name : `${path}.${name}`));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
