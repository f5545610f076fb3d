import { Body, Controller, HttpCode, Ip, Post, Req, Res, SerializeOptions } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionView } from '#contracts/session';
import {
  type Founding,
  founding,
  type MailAsked,
  mailAsked,
  mailPromised,
  type SignUpCompletion,
  signUpCompletion,
} from '#contracts/sign-up';
import { CurrentPerson, Open, type SignedInPerson, SignedIn, Welcome } from '#exchange/access';
import { Says } from '#platform/http';
import { SignUps } from './sign-ups.ts';

@Controller('v1')
export class SignUpsController {
  constructor(
    private readonly signUps: SignUps,
    private readonly welcome: Welcome,
  ) {}

  @Post('sign-ups')
  @Says('Asks for a mail with a link to sign up; the same 202 for every address.')
  @HttpCode(202)
  @Open('somebody without an account cannot sign in')
  @SerializeOptions({ schema: mailPromised })
  async ask(@Body({ schema: mailAsked }) asked: MailAsked, @Ip() address: string) {
    await this.signUps.ask(asked, address);
    return { detail: 'A mail with a link is on its way to this address.' };
  }

  @Post('sign-ups/completion')
  @Says('Makes a new person and their company with the token of the mailed link, and signs them in.')
  @Open('the mailed link proves the address')
  @SerializeOptions({ schema: sessionView })
  async complete(
    @Body({ schema: signUpCompletion }) completion: SignUpCompletion,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const requestId = String(request.id);
    return this.welcome.with(await this.signUps.complete(completion, { address, requestId }), reply, requestId);
  }

  @Post('organizations')
  @Says('Founds a further company for somebody who has an account, and acts for it from now on.')
  @SignedIn()
  @SerializeOptions({ schema: sessionView })
  async found(
    @CurrentPerson() who: SignedInPerson,
    @Body({ schema: founding }) company: Founding,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.welcome.with(await this.signUps.found(who, company), reply, who.requestId);
  }
}
