import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem, ProblemCode } from '#contracts/problems';
import { Refusal } from './refusal.ts';
import { asRefusal } from './translate.ts';

/** The one place a problem code meets a status number. */
export const statusOf: Record<ProblemCode, number> = {
  'invalid-input': 400,
  'malformed-body': 400,
  'too-large': 413,
  'unsupported-media-type': 415,
  'not-acceptable': 406,
  unauthenticated: 401,
  'wrong-sign-in': 401,
  forbidden: 403,
  'foreign-origin': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'already-done': 409,
  'changed-meanwhile': 412,
  'precondition-required': 428,
  'terms-not-accepted': 409,
  'not-publishable': 409,
  'key-reused': 422,
  'too-many-requests': 429,
  'link-not-valid': 410,
  'file-refused': 422,
  'not-deliverable': 409,
  'limit-reached': 409,
  'try-again': 503,
  internal: 500,
};

/** Turns whatever was thrown into `application/problem+json`; what nobody expected says nothing about the inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('problem');

  catch(thrown: unknown, host: ArgumentsHost) {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = asRefusal(thrown);
    if (refusal.code === 'internal') {
      this.log.error({ err: thrown, requestId: request.id });
    }
    if (refusal.code === 'try-again' && refusal.particulars.cause) {
      this.log.warn({ err: refusal.particulars.cause, requestId: request.id });
    }
    if (refusal.particulars.retryAfter) void reply.header('retry-after', refusal.particulars.retryAfter);
    void reply
      .status(statusOf[refusal.code])
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problemOf(refusal, request.id)));
  }
}

/** The body for a refusal; `requestId` lets a user quote what went wrong. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { errors, more } = refusal.particulars;
  return {
    type: `urn:warifu:problem:${refusal.code}`,
    title: refusal.code,
    status: statusOf[refusal.code],
    code: refusal.code,
    detail: refusal.message,
    requestId,
    ...(errors ? { errors } : {}),
    ...(more ? { more } : {}),
  };
}
