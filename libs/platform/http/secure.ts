import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#platform/config';
import { Refusal } from '#platform/errors';
import { refusedQuery } from './query.ts';
import { refuse } from './refuse.ts';

const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What every answer carries, and what no request gets past: set on the server, so that no route can forget it. */
export async function secureHttp(app: NestFastifyApplication, config: Config) {
  await app.register(cookie);
  const everywhere = { ...(await protectiveHeaders(config)), 'cache-control': 'no-store' };
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, reply, next) => {
    void reply.headers(everywhere).header('x-request-id', request.id);
    const elsewhere = writes.has(request.method) ? fromElsewhere(request.headers, config) : undefined;
    const refusal = elsewhere ?? refusedQuery(request.query);
    if (refusal) void refuse(request, reply, refusal);
    else next();
  });
}

/**
 * What helmet answers with, asked of it once: it writes the same texts anew for every request otherwise, at a tenth of
 * what a read costs this process.
 */
async function protectiveHeaders(config: Pick<Config, 'secure'>): Promise<Record<string, string>> {
  const server = new FastifyAdapter().getInstance();
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: config.secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  });
  server.get('/', (_request, reply) => reply.send(Object.fromEntries(Object.entries(reply.raw.getHeaders()))));
  const headers = (await server.inject('/')).json<Record<string, string>>();
  await server.close();
  return headers;
}

interface Headers {
  readonly [name: string]: string | string[] | undefined;
}

/**
 * A page of another origin cannot cause a change: a write that rides on a cookie must come from our own pages. A
 * program with an API key sends no cookie and no Origin.
 */
function fromElsewhere(headers: Headers, config: Pick<Config, 'origin'>): Refusal | undefined {
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined && headers.origin !== config.origin) return foreign(config);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return foreign(config);
  if (headers.cookie !== undefined && headers.origin === undefined && site === undefined) return foreign(config);
  return undefined;
}

const foreign = ({ origin }: Pick<Config, 'origin'>) =>
  new Refusal(
    'foreign-origin',
    `This request came from another site and was not carried out. Changes with a session cookie come from ${origin}; a program sends that as Origin, or uses an API key.`,
  );
