import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { forbidden, notFound, unauthenticated } from '#platform/errors';
import { can } from './actor.ts';
import type { Identity } from './identities.ts';
import { RULE, type Rule } from './may.ts';

interface Asked {
  user?: unknown;
}

/**
 * The one guard of every route. Who is asking comes from passport; whether they may at all comes from the table.
 * `request.user` becomes exactly the kind of caller the route's rule speaks of.
 */
@Injectable()
export class AccessGuard extends AuthGuard('warifu') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<Rule | undefined>(RULE, context.getHandler());
    if (!rule) throw notFound('Route'); // cannot happen in a process that started; closed all the same
    if (rule.kind === 'open' || rule.kind === 'in-statement') return true;

    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<Asked>();
    request.user = callerFor(rule, request.user as Identity);
    return true;
  }

  override handleRequest<T>(error: unknown, identity: T | false): T {
    if (error) throw error;
    if (!identity) throw unauthenticated();
    return identity;
  }
}

/** @throws Refusal `unauthenticated` for the wrong kind of caller, `forbidden` for too low a role or scope */
function callerFor(rule: Exclude<Rule, { kind: 'open' | 'in-statement' }>, identity: Identity) {
  if (rule.kind === 'operator') {
    if (!identity.operator) throw notFound('Route'); // a company learns nothing of the operator's routes
    return identity.operator;
  }
  if (rule.kind === 'signed-in') {
    if (!identity.signedIn) throw forbidden('This is for people who are signed in, not for API keys.');
    return identity.signedIn;
  }
  const { actor } = identity;
  if (!actor) throw forbidden('Choose a company first: you are signed in, but act for none.');
  if (!can(actor, rule.action)) throw forbidden();
  return actor;
}
