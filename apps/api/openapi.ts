import type { INestApplication } from '@nestjs/common';
import { HTTP_CODE_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { z } from 'zod';
import { problemCodes } from '#contracts/problems';
import { cookieName, MarkedRoutes, permissions, type Route, type Rule } from '#exchange/access';
import type { Config } from '#platform/config';
import { statusOf } from '#platform/errors';
import { ANSWERS, type Answered } from '#platform/http';
import { headersOf, parametersOf, problemSchema, schemaOf } from './openapi-schemas.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

/** What `@SerializeOptions({ schema })` leaves on a handler. */
const SERIALIZED = 'class_serializer:options';
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * The description of every route, as OpenAPI 3.1, read from the same marks and schemas that the server enforces: there
 * is nothing in it that could be out of date.
 */
export function describeApi(app: INestApplication, config: Pick<Config, 'origin' | 'secure'>): OpenAPIObject {
  const routes = app.get(MarkedRoutes).all();
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Warifu')
    .setDescription(
      'One signed profile, and to each partner exactly its part. Every refusal is application/problem+json with a code.',
    )
    .setVersion('1')
    .addServer(config.origin)
    .addCookieAuth(cookieName(config), { type: 'apiKey', in: 'cookie' }, 'session')
    // Not addBearerAuth: that says `bearerFormat: JWT`, which our keys are not.
    .addSecurity('apiKey', { type: 'http', scheme: 'bearer', description: 'API key of a service account (wk_…)' })
    .build();
  const document = SwaggerModule.createDocument(app, base, { autoTagControllers: true });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const route = routes.find((one) => one.method.toLowerCase() === method && inBraces(one.path) === path);
      const operation = item[method];
      if (route && operation) Object.assign(operation, describe(route, operation));
    }
  }
  document.components = { ...document.components, schemas: { Problem: problemSchema } };
  return document;
}

/** `/v1/grants/:id` as OpenAPI writes it: `/v1/grants/{id}`. */
export const inBraces = (path: string) => path.replace(/:(\w+)/g, '{$1}');

function describe(route: Route, operation: Operation): Operation {
  const handler = route.controller.prototype[route.handler] as object;
  const body = argument(route, RouteParamtypes.BODY);
  const parameters = parametersOf({
    path: argument(route, RouteParamtypes.PARAM),
    query: argument(route, RouteParamtypes.QUERY),
  });
  const own = (operation.parameters ?? []).filter((one) => 'in' in one && one.in === 'header');
  const headers = headersOf({
    onlyOnce: route.method === 'POST' && (route.rule.kind === 'may' || route.rule.kind === 'operator'),
    conditional: given(route, RouteParamtypes.HEADERS) !== undefined,
    creates: own.some((one) => 'name' in one && one.name === 'If-None-Match'),
  });
  return {
    ...operation,
    description: whoMay(route.rule),
    security: security[route.rule.kind].map((scheme) => ({ [scheme]: [] })),
    parameters: [...parameters, ...headers, ...own],
    ...(body ? { requestBody: { required: true, content: json(schemaOf(body, 'input')) } } : {}),
    responses: { ...success(route, handler, operation), ...problems(route.rule, parameters.length > 0 || !!body) },
  };
}

/** A handler's argument of a kind, as its decorator left it. */
function given({ controller, handler }: Route, kind: RouteParamtypes): { schema?: z.ZodType } | undefined {
  const all: Record<string, { schema?: z.ZodType }> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {};
  return Object.entries(all).find(([key]) => Number(key.split(':')[0]) === kind)?.[1];
}

/** The schema a handler's argument is parsed with. */
const argument = (route: Route, kind: RouteParamtypes): z.ZodType | undefined => given(route, kind)?.schema;

function success(route: Route, handler: object, operation: Operation): Responses {
  const status: number = Reflect.getMetadata(HTTP_CODE_METADATA, handler) ?? (route.method === 'POST' ? 201 : 200);
  const serialized: { schema?: z.ZodType } | undefined = Reflect.getMetadata(SERIALIZED, handler);
  const answered: Answered | undefined = Reflect.getMetadata(ANSWERS, handler);
  if (serialized?.schema)
    return { [status]: { description: 'Done.', content: json(schemaOf(serialized.schema, 'output')) } };
  if (answered) {
    const schema = answered.schema ? schemaOf(answered.schema, 'output') : { type: 'string' };
    return { [status]: { description: answered.description ?? 'Done.', content: { [answered.type]: { schema } } } };
  }
  const known = operation.responses[status];
  return { [status]: known && 'description' in known && known.description ? known : { description: 'Done.' } };
}

const security: Record<Rule['kind'], readonly string[]> = {
  open: [],
  may: ['session', 'apiKey'],
  'in-statement': ['session', 'apiKey'],
  'signed-in': ['session'],
  operator: ['session'],
};

function whoMay(rule: Rule): string {
  if (rule.kind === 'open') return `Nobody needs to sign in: ${rule.why}.`;
  if (rule.kind === 'signed-in') return 'Anybody who is signed in.';
  if (rule.kind === 'operator') return `Operator only (${rule.action}); 404 for everybody else.`;
  return `Needs ${rule.action}: ${permissions[rule.action].join(', ')}; or an API key with that scope.`;
}

/** The refusals a route can give before its own rules speak; `default` stands for every other code. */
function problems(rule: Rule, takesInput: boolean): Responses {
  const statuses = new Set<number>([404, ...(takesInput ? [400] : []), ...(rule.kind === 'open' ? [] : [401, 403])]);
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const codesOf = (status: number) => problemCodes.filter((code) => statusOf[code] === status).join(', ');
  const listed = [...statuses].map((status) => [status, { description: codesOf(status), content: problem }] as const);
  return { ...Object.fromEntries(listed), default: { description: 'Any other code.', content: problem } };
}

const json = (schema: object) => ({ 'application/json': { schema } });
