import type { JsonSchema } from './routes.ts';

/** A body with one thing wrong, and what that is. */
export interface Mutation {
  readonly what: string;
  readonly body: unknown;
}

type Path = readonly (string | number)[];

const show = (path: Path) => `/${path.join('/')}`;

/** Every place in a value: containers and leaves, the root included. */
export function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, inner]) =>
      placesIn(inner, [...path, Array.isArray(value) ? Number(name) : name]),
    ),
  ];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string | number, unknown>)?.[name], value);
}

/** A copy with another value at one place. */
export function replaced(value: unknown, path: Path, replacement: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return replacement;
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...(value as object) };
  (copy as Record<string | number, unknown>)[first] = replaced(
    (value as Record<string | number, unknown>)[first],
    rest,
    replacement,
  );
  return copy;
}

/** The schema of a place in a body; undefined where it is one of several, or free. */
export function schemaAt(schema: JsonSchema | undefined, path: Path, body: unknown): JsonSchema | undefined {
  if (!schema) return undefined;
  const branch = chosen(schema, body);
  const [first, ...rest] = path;
  if (first === undefined || !branch) return branch;
  const inner = (body as Record<string | number, unknown>)?.[first];
  if (typeof first === 'number') return schemaAt(branch.items, rest, inner);
  const named =
    branch.properties?.[first] ??
    (typeof branch.additionalProperties === 'object' ? branch.additionalProperties : undefined);
  return schemaAt(named, rest, inner);
}

/** The branch of a union that a body is of: the one whose fixed values it has. */
function chosen(schema: JsonSchema, body: unknown): JsonSchema | undefined {
  const branches = schema.oneOf ?? schema.anyOf;
  if (!branches) return schema;
  const fits = (one: JsonSchema) =>
    Object.entries(one.properties ?? {}).every(
      ([name, field]) => field['const'] === undefined || field['const'] === (body as Record<string, unknown>)?.[name],
    ) && typeFits(one, body);
  return branches.find(fits);
}

function typeFits({ type }: JsonSchema, body: unknown): boolean {
  if (type === undefined) return true;
  const is = body === null ? 'null' : Array.isArray(body) ? 'array' : typeof body;
  return [type].flat().some((one) => one === is || (one === 'integer' && is === 'number'));
}

const allowsNull = (schema: JsonSchema | undefined) =>
  schema === undefined || JSON.stringify(schema).includes('"null"');

/** 2.2.1: one field too many, in every object whose fields are listed. */
export const unknownFields = (body: unknown, schema: JsonSchema | undefined): Mutation[] =>
  placesIn(body).flatMap((path) => {
    const value = valueAt(body, path);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const described = schemaAt(schema, path, body);
    if (described && typeof described.additionalProperties === 'object') return [];
    return ['unexpected', 'organizationId', 'role', 'version', 'state'].flatMap((name) =>
      described?.properties?.[name] || name in value
        ? []
        : [{ what: `${show(path)} has ${name}`, body: replaced(body, [...path, name], 'x') }],
    );
  });

/** 15.3.5: a thing of another type in the place of each text, number and flag. */
export const wrongTypes = (body: unknown, schema: JsonSchema | undefined): Mutation[] =>
  placesIn(body).flatMap((path) => {
    const value = valueAt(body, path);
    if (value === null || (path.length > 0 && typeof value === 'object')) return [];
    const others: unknown[] = [
      { $ne: null },
      ['x'],
      [],
      {},
      typeof value === 'string' ? 7 : 'x',
      typeof value === 'boolean' ? 0 : true,
    ];
    const union = parentUnion(schema, path, body);
    if (!allowsNull(union)) others.push(null);
    const list = (union?.anyOf ?? []).some((one) => one.type === 'array');
    const kinds = path.length === 0 ? [[], 'x', 7, true, null] : others;
    return kinds
      .filter((other) => !(list && Array.isArray(other)))
      .filter((other) => !(path.length === 0 && other !== null && typeof other === 'object' && !Array.isArray(other)))
      .map((other) => ({ what: `${show(path)} = ${JSON.stringify(other)}`, body: replaced(body, path, other) }));
  });

/** The schema as it stands in its parent, unions and all: null may be one of its branches. */
function parentUnion(schema: JsonSchema | undefined, path: Path, body: unknown): JsonSchema | undefined {
  if (path.length === 0) return schema;
  const parent = schemaAt(schema, path.slice(0, -1), valueAtParent(body));
  const last = path.at(-1) as string | number;
  if (typeof last === 'number') return parent?.items;
  return (
    parent?.properties?.[last] ??
    (typeof parent?.additionalProperties === 'object' ? parent.additionalProperties : undefined)
  );
}
const valueAtParent = (body: unknown) => body;

/** 2.1.1: for each keyword of the schema one value just outside. */
export function justOutside(body: unknown, schema: JsonSchema | undefined): Mutation[] {
  const mutations: Mutation[] = [];
  const at = (path: Path, what: string, value: unknown) =>
    mutations.push({ what: `${show(path)}: ${what}`, body: replaced(body, path, value) });
  for (const path of placesIn(body)) {
    const found = schemaAt(schema, path, body);
    const value = valueAt(body, path);
    if (!found || value === null) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      for (const name of found.required ?? []) {
        const { [name]: _, ...rest } = value as Record<string, unknown>;
        at(path, `without ${name}`, rest);
      }
      continue;
    }
    for (const [keyword, outside] of outsides(found, value)) at(path, keyword, outside);
  }
  return mutations;
}

/** Values just outside what a schema says, by keyword. */
export function* outsides(schema: JsonSchema, value: unknown): Generator<readonly [string, unknown]> {
  const number = (name: string) => schema[name] as number | undefined;
  if (typeof value === 'string') {
    const { minLength, maxLength } = { minLength: number('minLength'), maxLength: number('maxLength') };
    if (minLength) yield ['minLength', ''];
    if (maxLength !== undefined && maxLength < 200_000) yield ['maxLength', 'あ'.repeat(maxLength + 1)];
    if (schema['enum']) yield ['enum', 'no-such-value'];
    if (schema['const'] !== undefined) yield ['const', `${String(schema['const'])}x`];
    if (schema['pattern'] || schema['format']) yield ['pattern', '\u{1F600} not of this form'];
  }
  if (typeof value === 'number') {
    if (number('minimum') !== undefined) yield ['minimum', (number('minimum') as number) - 1];
    if (number('maximum') !== undefined) yield ['maximum', (number('maximum') as number) + 1];
    if (schema.type === 'integer') yield ['integer', 1.5];
  }
  if (Array.isArray(value)) {
    if (number('minItems')) yield ['minItems', []];
    const most = number('maxItems');
    if (most !== undefined && most < 2000) yield ['maxItems', Array.from({ length: most + 1 }, () => value[0] ?? 'x')];
  }
}
