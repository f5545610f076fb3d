import { Body, Controller, HttpCode, Ip, Post, Req, SerializeOptions } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  type MailAsked,
  mailAsked,
  mailPromised,
  type PasswordResetCompletion,
  passwordResetCompletion,
} from '#contracts/sign-up';
import { Says } from '#platform/http';
import { Open } from './may.ts';
import { PasswordResets } from './password-resets.ts';

@Controller('v1/password-resets')
export class PasswordResetsController {
  constructor(private readonly resets: PasswordResets) {}

  @Post()
  @Says('Asks for a mail with a link to set a new password; the same 202 for every address.')
  @HttpCode(202)
  @Open('somebody who forgot their password cannot sign in')
  @SerializeOptions({ schema: mailPromised })
  async ask(@Body({ schema: mailAsked }) asked: MailAsked, @Ip() address: string) {
    await this.resets.ask(asked, address);
    return { detail: 'If there is an account for this address, a mail with a link is on its way.' };
  }

  @Post('completion')
  @Says('Sets a new password with the token of the mailed link.')
  @HttpCode(204)
  @Open('the mailed link stands for the account')
  async complete(
    @Body({ schema: passwordResetCompletion }) completion: PasswordResetCompletion,
    @Ip() address: string,
    @Req() request: FastifyRequest,
  ) {
    await this.resets.complete(completion, { address, requestId: String(request.id) });
  }
}
