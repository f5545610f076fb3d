import type { FastifyReply } from 'fastify';
import type { Config } from '#platform/config';
import { lifeHours } from './identities.ts';
import { cookieName } from './identity.strategy.ts';

const attributes = (config: Pick<Config, 'secure'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: config.secure }) as const;

/** Hands the browser its session: HttpOnly, SameSite=Lax, and `__Host-` with Secure wherever there is TLS. */
export const setSessionCookie = (reply: FastifyReply, config: Pick<Config, 'secure'>, token: string) =>
  reply.setCookie(cookieName(config), token, { ...attributes(config), maxAge: lifeHours * 3600 });

/** Takes it back; the session itself is over already. */
export const clearSessionCookie = (reply: FastifyReply, config: Pick<Config, 'secure'>) =>
  reply.clearCookie(cookieName(config), attributes(config));
