import { Refusal } from '#platform/errors';

const unreadable = new WeakMap<object, { readonly name: string; readonly detail: string }>();

/**
 * Reads a query string. Never throws: the router calls it outside of everything that catches, where an exception would
 * end the process. What is wrong is remembered, and told by `refusedQuery`.
 */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in query) unreadable.set(query, { name, detail: 'This parameter was sent more than once.' });
    // Schemas pass this name over in silence, so that it would be the one unknown parameter nobody is told of.
    if (name === '__proto__') unreadable.set(query, { name, detail: 'unknown field' });
    // No text of a query is more than one line, and Postgres takes no NUL at all.
    if (/\p{Cc}/u.test(value)) unreadable.set(query, { name, detail: 'control character' });
    query[name] = value;
  }
  return query;
}

/** The refusal of a query with a parameter given twice (two readers would pick different ones), or with what is no text. */
export function refusedQuery(query: unknown): Refusal | undefined {
  const found = typeof query === 'object' && query !== null ? unreadable.get(query) : undefined;
  if (!found) return undefined;
  const { name, detail } = found;
  return new Refusal('invalid-input', detail, { errors: [{ pointer: name.slice(0, 100), detail }] });
}
