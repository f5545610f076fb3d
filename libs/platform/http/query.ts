import { Refusal } from '#platform/errors';

/**
 * Reads a query string. A parameter given twice is refused, because two readers would pick different ones.
 * @throws Refusal `invalid-input` naming the parameter
 */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in query) {
      const detail = 'This parameter was sent more than once.';
      throw new Refusal('invalid-input', detail, { errors: [{ pointer: name, detail }] });
    }
    query[name] = value;
  }
  return query;
}
