import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Ip,
  Post,
  Put,
  Req,
  Res,
  SerializeOptions,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PasswordChange, passwordChange } from '#contracts/password';
import { type SeatChoice, seatChoice, sessionView, signIn, type SignInInput } from '#contracts/session';
import { CONFIG, type Config } from '#platform/config';
import { Says } from '#platform/http';
import type { SignedInPerson } from './actor.ts';
import { CurrentPerson } from './caller.ts';
import { tokenOf } from './identity.strategy.ts';
import { Open, SignedIn } from './may.ts';
import { Seats } from './seats.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { viewMe } from './view-me.ts';
import { Welcome } from './welcome.ts';

/** The session of this browser: begun with a password, looked at, moved to another seat, ended. */
@Controller('v1')
export class SessionController {
  constructor(
    private readonly signingIn: SignIn,
    private readonly sessions: Sessions,
    private readonly seats: Seats,
    private readonly welcome: Welcome,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('sessions')
  @Says('Signs a person in with e-mail address and password, and sets the session cookie.')
  @Open('this is how a person signs in')
  @SerializeOptions({ schema: sessionView })
  async signIn(
    @Body({ schema: signIn }) input: SignInInput,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const from = { address, requestId: String(request.id), token: tokenOf(request, this.config) };
    return this.welcome.with(await this.signingIn.signIn(input, from), reply, from.requestId);
  }

  @Get('session')
  @Says('Shows who is signed in, for which company, and what they may do there.')
  @SignedIn()
  @SerializeOptions({ schema: sessionView })
  async show(@CurrentPerson() who: SignedInPerson) {
    return viewMe(await this.seats.me(who));
  }

  @Delete('session')
  @Says('Ends the session you are asking from.')
  @SignedIn()
  @HttpCode(204)
  async signOut(@CurrentPerson() who: SignedInPerson, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.end(who, who.sessionId);
    clearSessionCookie(reply, this.config);
  }

  @Post('session/seat')
  @Says('Acts for another of your companies from now on, under a new session id.')
  @HttpCode(200)
  @SignedIn()
  @SerializeOptions({ schema: sessionView })
  async chooseSeat(
    @CurrentPerson() who: SignedInPerson,
    @Body({ schema: seatChoice }) { memberId }: SeatChoice,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.welcome.with(await this.signingIn.chooseSeat(who, memberId), reply, who.requestId);
  }

  @Put('session/password')
  @Says('Changes your password; send the old one too; every other session ends, and this one goes on under a new id.')
  @SignedIn()
  @HttpCode(204)
  async changePassword(
    @CurrentPerson() who: SignedInPerson,
    @Body({ schema: passwordChange }) change: PasswordChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    setSessionCookie(reply, this.config, await this.signingIn.changePassword(who, change));
  }
}
