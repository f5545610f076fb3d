import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Open } from '#exchange/access';
import { CONFIG, type Config } from '#platform/config';
import { Answers, Says } from '#platform/http';
import { ApiDescription } from '../api-description.ts';
import { demoSignIns } from './demo-sign-ins.ts';
import { landingPage } from './landing.ts';
import { referencePage } from './reference.ts';
import { siteCss } from './site-css.ts';

/** What a browser finds here without signing in. */
@Controller()
export class PagesController {
  // Made once: anybody may ask, and writing them takes longer than sending them.
  private listed?: string;
  private described?: string;

  constructor(
    private readonly description: ApiDescription,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Says('Shows the front page.')
  @Open('the front page')
  @Answers('text/html')
  async landing(@Res() reply: FastifyReply) {
    void send(reply, 'text/html', landingPage(await demoSignIns(this.config)));
  }

  @Get('reference')
  @Says('Shows every operation on one page, for people.')
  @Open('how to call the interface is no secret; what it shows needs a sign-in')
  @Answers('text/html')
  reference(@Res() reply: FastifyReply) {
    void send(reply, 'text/html', (this.listed ??= referencePage(this.description.document())));
  }

  @Get('openapi.json')
  @Says('Gives this description, as OpenAPI 3.1.')
  @Open('how to call the interface is no secret; what it shows needs a sign-in')
  @Answers('application/json')
  openapi(@Res() reply: FastifyReply) {
    void send(reply, 'application/json', (this.described ??= JSON.stringify(this.description.document())));
  }

  @Get('site.css')
  @Says('Gives the style sheet of the pages.')
  @Open('the front page looks like something')
  @Answers('text/css')
  css(@Res() reply: FastifyReply) {
    void send(reply, 'text/css', siteCss);
  }
}

const send = (reply: FastifyReply, type: string, text: string) =>
  reply.header('content-type', `${type}; charset=utf-8`).send(text);
