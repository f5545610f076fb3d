import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import { CONFIG, type Config } from '#platform/config';
import { Identities, type Identity } from './identities.ts';

/** The session cookie's name: `__Host-` wherever there is TLS, so that no sibling host can plant one. */
export const cookieName = (config: Pick<Config, 'secure'>) => (config.secure ? '__Host-warifu' : 'warifu');

/** The one secret a request carries: an API key in `Authorization`, else the session cookie. Never a query parameter. */
export function tokenOf(request: FastifyRequest, config: Pick<Config, 'secure'>): string | undefined {
  const authorization = request.headers.authorization;
  if (authorization !== undefined) return /^Bearer (wk_[A-Za-z0-9_-]{43})$/.exec(authorization)?.[1] ?? '';
  return request.cookies[cookieName(config)];
}

/** passport's door to `Identities`: opaque session cookie or API key. */
@Injectable()
export class IdentityStrategy extends PassportStrategy(Strategy, 'warifu') {
  constructor(
    private readonly identities: Identities,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    super();
  }

  async validate(request: unknown): Promise<Identity | false> {
    const asked = request as FastifyRequest;
    return (await this.identities.of(tokenOf(asked, this.config), String(asked.id))) ?? false;
  }
}
