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
import type { SignedInPerson } from './actor.ts';
import { CurrentPerson } from './caller.ts';
import { Identities } from './identities.ts';
import { tokenOf } from './identity.strategy.ts';
import { Open, SignedIn } from './may.ts';
import { type Me, type Seat, Seats } from './seats.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';

/** The session of this browser: begun with a password, looked at, moved to another seat, ended. */
@Controller('v1')
export class SessionController {
  constructor(
    private readonly signingIn: SignIn,
    private readonly sessions: Sessions,
    private readonly seats: Seats,
    private readonly identities: Identities,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('sessions')
  @Open('this is how a person signs in')
  @SerializeOptions({ schema: sessionView })
  async signIn(
    @Body({ schema: signIn }) input: SignInInput,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const from = { address, requestId: String(request.id), token: tokenOf(request, this.config) };
    return this.hand(reply, await this.signingIn.signIn(input, from), from.requestId);
  }

  @Get('session')
  @SignedIn()
  @SerializeOptions({ schema: sessionView })
  async show(@CurrentPerson() who: SignedInPerson) {
    return viewMe(await this.seats.me(who));
  }

  @Delete('session')
  @SignedIn()
  @HttpCode(204)
  async signOut(@CurrentPerson() who: SignedInPerson, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.end(who, who.sessionId);
    clearSessionCookie(reply, this.config);
  }

  /** Acts for another of the person's companies from now on, under a new session id. */
  @Post('session/seat')
  @HttpCode(200)
  @SignedIn()
  @SerializeOptions({ schema: sessionView })
  async chooseSeat(
    @CurrentPerson() who: SignedInPerson,
    @Body({ schema: seatChoice }) { memberId }: SeatChoice,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.hand(reply, await this.signingIn.chooseSeat(who, memberId), who.requestId);
  }

  /** Needs the old password; ends every other session, and this one goes on under a new id. */
  @Put('session/password')
  @SignedIn()
  @HttpCode(204)
  async changePassword(
    @CurrentPerson() who: SignedInPerson,
    @Body({ schema: passwordChange }) change: PasswordChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    setSessionCookie(reply, this.config, await this.signingIn.changePassword(who, change));
  }

  private async hand(reply: FastifyReply, token: string, requestId: string) {
    setSessionCookie(reply, this.config, token);
    const identity = await this.identities.of(token, requestId);
    if (!identity?.signedIn) throw new Error('A session that has just begun is not there.');
    return viewMe(await this.seats.me(identity.signedIn));
  }
}

const viewSeat = ({ memberId, organizationId, names, assurance, roles, title }: Seat, inUse: boolean) => ({
  memberId,
  organization: { id: organizationId, names, assurance },
  roles,
  title,
  inUse,
});

function viewMe({ sessionId, person, operator, seats, inUse, can }: Me) {
  return {
    id: sessionId,
    person,
    operator,
    seats: seats.map((seat) => viewSeat(seat, seat === inUse)),
    ...(inUse ? { organization: viewSeat(inUse, true).organization } : {}),
    roles: inUse?.roles ?? [],
    can,
  };
}
