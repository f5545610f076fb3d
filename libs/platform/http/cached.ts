import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Sends something public that anybody may keep for a while: the only answers that are not `no-store`. Readable from
 * other origins, because checking happens on other people's pages.
 * @param seconds how long a copy is good
 */
export function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, text, seconds }: { readonly type: string; readonly text: string; readonly seconds: number },
): FastifyReply {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  void reply
    .header('cache-control', `public, max-age=${seconds}`)
    .header('etag', tag)
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin');
  const known = String(request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim());
  if (known.includes(tag) || known.includes(`W/${tag}`)) return reply.status(304).send();
  return reply.header('content-type', type).send(text);
}
