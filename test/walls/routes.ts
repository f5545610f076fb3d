import type { Route } from '../../libs/exchange/access/index.ts';
import { MarkedRoutes } from '../../libs/exchange/access/index.ts';
import type { World } from '../support/world.ts';
import type { Cast, Things } from './cast.ts';
import { type Example, examples } from './examples.ts';

export type JsonSchema = Readonly<Record<string, unknown>> & {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
};

/** One operation of the OpenAPI document, as far as the walk reads it. */
export interface Operation {
  readonly summary?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> }>
  >;
  readonly security: readonly unknown[];
}

/** A route with everything the walk needs: its rule, its description, and a request that works. */
export interface Walked extends Route {
  readonly key: string;
  readonly operation: Operation;
  readonly example: Example;
}

/** Every route there is. @throws Error naming each that is not described, or that has no example */
export async function walkOf(world: World): Promise<Walked[]> {
  const document = (await world.nobody.get('/openapi.json')).body;
  const routes = world.app.get(MarkedRoutes).all();
  const keys = routes.map(({ method, path }) => `${method} ${path}`);
  const lost = {
    undescribed: routes.filter((one) => !operationOf(document, one)).map(({ method, path }) => `${method} ${path}`),
    withoutExample: keys.filter((key) => !examples[key]),
    withoutRoute: described(document).filter((key) => !keys.map(inBraces).includes(key)),
  };
  if (lost.undescribed.length + lost.withoutExample.length + lost.withoutRoute.length > 0) {
    throw new Error(
      `Routes, examples (test/walls/examples.ts) and description differ: ${JSON.stringify(lost, null, 2)}`,
    );
  }
  return routes.map((route, at) => ({
    ...route,
    key: keys[at] as string,
    operation: operationOf(document, route) as Operation,
    example: examples[keys[at] as string] as Example,
  }));
}

const inBraces = (path: string) => path.replace(/:(\w+)/g, '{$1}');

const operationOf = (document: { paths: Record<string, Record<string, Operation>> }, { method, path }: Route) =>
  document.paths[inBraces(path)]?.[method.toLowerCase()];

const described = (document: { paths: Record<string, Record<string, Operation>> }) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );

/** The address of a route for somebody's things, with the example's query. */
export function urlOf({ path, example }: Pick<Walked, 'path' | 'example'>, things: Things, cast: Cast): string {
  const ids = example.path?.(things, cast) ?? {};
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = ids[name];
    if (value === undefined) throw new Error(`The example of ${path} gives no ${name}.`);
    return encodeURIComponent(value);
  });
  return example.query ? `${filled}?${new URLSearchParams(example.query)}` : filled;
}

/** The schema of a JSON body, where the route takes one. */
export const bodySchema = ({ operation }: Pick<Walked, 'operation'>): JsonSchema | undefined =>
  operation.requestBody?.content['application/json']?.schema;

export const isWrite = ({ method }: Pick<Walked, 'method'>) => method !== 'GET';
