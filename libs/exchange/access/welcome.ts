import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '#platform/config';
import type { SignedInPerson } from './actor.ts';
import { Identities } from './identities.ts';
import { tokenOf } from './identity.strategy.ts';
import { Seats } from './seats.ts';
import { setSessionCookie } from './session-cookie.ts';
import { viewMe } from './view-me.ts';

/** The last step of every way in: the browser gets its new session, and is told who it is now. */
@Injectable()
export class Welcome {
  constructor(
    private readonly identities: Identities,
    private readonly seats: Seats,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param token of a session that has just begun
   * @returns the body that `GET /v1/session` would give
   */
  async with(token: string, reply: FastifyReply, requestId: string) {
    setSessionCookie(reply, this.config, token);
    const identity = await this.identities.of(token, requestId);
    if (!identity?.signedIn) throw new Error('A session that has just begun is not there.');
    return viewMe(await this.seats.me(identity.signedIn));
  }

  /** Whoever is signed in, on a route that is open to others too. */
  async whoIs(request: FastifyRequest): Promise<SignedInPerson | undefined> {
    return (await this.identities.of(tokenOf(request, this.config), String(request.id)))?.signedIn;
  }
}
