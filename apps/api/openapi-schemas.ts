import { z } from 'zod';
import { problemCodes } from '#contracts/problems';

type JsonSchema = Record<string, unknown>;
type Direction = 'input' | 'output';

/** A contract as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. Rules only code can say are left to the words. */
export function schemaOf(schema: z.ZodType, io: Direction): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return readable(rest) as JsonSchema;
}

/** The long patterns of ids, dates and times as the formats that they are; everything else as it is. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const { pattern, format, allOf, ...rest } = value as JsonSchema;
  const patterns = [pattern, ...(Array.isArray(allOf) ? allOf.map((one) => (one as JsonSchema)['pattern']) : [])];
  if (patterns.some((one) => typeof one === 'string' && one.startsWith('^([0-9a-fA-F]{8}-'))) {
    return { type: 'string', format: 'uuid', ...(patterns.includes('^[^A-F]*$') ? { pattern: '^[^A-F]*$' } : {}) };
  }
  const long = typeof pattern === 'string' && (format === 'date' || format === 'date-time');
  return Object.fromEntries(
    Object.entries({
      ...rest,
      ...(format === undefined ? {} : { format }),
      ...(pattern === undefined || long ? {} : { pattern }),
      ...(allOf === undefined ? {} : { allOf }),
    }).map(([name, inner]) => [name, readable(inner)]),
  );
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** One parameter for each field of the path's and the query's contract. */
export function parametersOf(from: {
  readonly path: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
}): Parameter[] {
  return (['path', 'query'] as const).flatMap((place) => {
    const schema = from[place] ? schemaOf(from[place], 'input') : {};
    const required = new Set(schema['required'] as string[] | undefined);
    return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path' || required.has(name),
      schema: field,
    }));
  });
}

/**
 * The headers a route reads.
 * @param reads `onlyOnce`: a POST that remembers its answer; `conditional`: needs a version, unless it `creates`
 */
export function headersOf(reads: { onlyOnce: boolean; conditional: boolean; creates: boolean }) {
  const header = (name: string, description: string, schema: JsonSchema) => ({
    name,
    in: 'header' as const,
    required: false,
    description,
    schema: { type: 'string', ...schema },
  });
  const once = header('Idempotency-Key', 'Any key of your own; the same key is carried out once within 7 days.', {
    pattern: '^[\\x21-\\x7e]{8,200}$',
  });
  const match = header('If-Match', 'The ETag you read.', { pattern: '^"\\d{1,9}"$' });
  return [...(reads.onlyOnce ? [once] : []), ...(reads.conditional ? [{ ...match, required: !reads.creates }] : [])];
}

/** RFC 9457, with our closed list of codes. */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: [...problemCodes] },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
    more: { type: 'object' },
  },
};
