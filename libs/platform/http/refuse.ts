import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, type Refusal, statusOf } from '#platform/errors';

/** Answers from a hook of the server, before any route, exactly as the problem filter would. */
export const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply
    .status(statusOf[refusal.code])
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(refusal, String(request.id))));
