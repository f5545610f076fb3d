import type { Socket } from 'node:net';
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
    // X-Forwarded-For is believed for as many hops as the operator said, and not at all by default. Hop 0 is whoever
    // holds the other end of the connection: one proxy is one hop, and what that proxy was told is hearsay.
    trustProxy: config.trustedProxies > 0 ? (_address, hop) => hop < config.trustedProxies : false,
    genReqId: () => uuid(),
    requestIdHeader: false,
    logger: false,
    requestTimeout: 60_000,
    exposeHeadRoutes: false,
    rewriteUrl: (request: { readonly url?: string | undefined }) => readableAddress(request.url ?? '/'),
    // Longer than any request line: what is too long is refused by the contract of its route, like everything else.
    routerOptions: { querystringParser: parseQuery, maxParamLength: 65_536 },
    clientErrorHandler(_error: Error, socket: Socket & { readonly _httpMessage?: unknown }) {
      // With an answer under way, anything written now would be taken for that answer.
      if (socket.writable && !socket._httpMessage) socket.end(unreadable);
      else socket.destroy();
    },
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

/** Whatever cannot be decoded names nothing, and is answered like everything that is not there. */
function readableAddress(address: string): string {
  if (!address.includes('%')) return address;
  try {
    decodeURIComponent(address.split('?', 1)[0] ?? '');
    return address;
  } catch {
    return '/not-an-address';
  }
}

/** To bytes that are no HTTP request: they have no id and no route, so they get no more than this. */
const unreadable = [
  'HTTP/1.1 400 Bad Request',
  'connection: close',
  'content-length: 0',
  'cache-control: no-store',
  'x-content-type-options: nosniff',
  '',
  '',
].join('\r\n');

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
