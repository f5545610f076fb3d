import type { IncomingMessage } from 'node:http';
import multipart from '@fastify/multipart';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '#platform/errors';
import { refuse } from './refuse.ts';

/** Of an upload that was answered before its end, this much is still read, so that an honest client sees the answer. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 2_000;

/** Marks a route that takes a file as multipart/form-data. */
export const TakesFile = () => RouteConfig({ takesFile: true });

export const takesFile = (request: FastifyRequest): boolean =>
  (request.routeOptions.config as { readonly takesFile?: true }).takesFile === true;

/**
 * Lets marked routes read multipart/form-data, and refuses it everywhere else: browsers send that type across origins
 * without asking first. Call it before `secureHttp`, so that no answer at all keeps an endless upload coming.
 */
export async function acceptFiles(app: NestFastifyApplication) {
  await app.register(multipart, { throwFileSizeLimit: false });
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', async (request, reply) => {
    if (isMultipart(request)) reply.raw.once('finish', () => cutOff(request.raw));
  });
  server.addHook('preParsing', async (request, reply) => {
    if (!isMultipart(request) || takesFile(request)) return undefined;
    return refuse(request, reply, new Refusal('unsupported-media-type', 'No file is taken here.'));
  });
}

const isMultipart = (request: FastifyRequest) => /^multipart\//i.test(request.headers['content-type'] ?? '');

/** Ends an upload that nobody reads any more. Node would throw its bytes away for as long as they come. */
function cutOff(request: IncomingMessage) {
  if (request.complete) return;
  const { socket } = request;
  const begin = { bytes: socket.bytesRead, at: performance.now() };
  const timer = setInterval(() => {
    const over = socket.bytesRead - begin.bytes > LINGER_BYTES || performance.now() - begin.at > LINGER_MS;
    if (over) socket.destroy();
    if (over || request.complete || socket.destroyed) clearInterval(timer);
  }, 10).unref();
}
