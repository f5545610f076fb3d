import { FastifyAdapter } from '@nestjs/platform-fastify';
import { parseStrictJson, StrictJsonError } from '#contracts/strict-json';
import type { Config } from '#platform/config';
import { uuid } from '#platform/database';
import { Refusal } from '#platform/errors';
import { largeBodyOf, mostLargeBody } from './large-body.ts';
import { parseQuery } from './query.ts';

const mostBody = 1024 * 1024;

/** The HTTP server: one reading of a body, bounded in size and depth, and a request id nobody outside can choose. */
export function fastifyAdapter(config: Pick<Config, 'trustedProxies'>) {
  const adapter = new FastifyAdapter({
    bodyLimit: mostBody,
    // X-Forwarded-For is believed for as many hops as the operator said, and not at all by default.
    trustProxy: config.trustedProxies > 0 ? (_address, hop) => hop < config.trustedProxies : false,
    genReqId: () => uuid(),
    requestIdHeader: false,
    logger: false,
    requestTimeout: 60_000,
    exposeHeadRoutes: false,
    routerOptions: { querystringParser: parseQuery, maxParamLength: 200 },
  });
  adapter.useBodyParser('application/json', false, { bodyLimit: mostBody }, async (_request: unknown, body: Buffer) =>
    readJson(body),
  );
  adapter.getInstance().addHook('onRoute', (route) => {
    const large = largeBodyOf(route.config);
    if (large !== undefined) route.bodyLimit = large;
  });
  return adapter;
}

/**
 * The body as a value. Duplicate names, `__proto__`, lone surrogates, and nesting beyond 32 are refused: the same
 * bytes must mean the same to every reader. The size was bounded, route by route, while the body was read.
 */
function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return parseStrictJson(body, { maxBytes: mostLargeBody, maxDepth: 32, floats: true });
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    const code = error.reason === 'too-large' ? 'too-large' : 'malformed-body';
    throw new Refusal(code, `The body is not acceptable JSON: ${error.reason}.`, {
      errors: [{ pointer: error.pointer, detail: error.reason }],
    });
  }
}
