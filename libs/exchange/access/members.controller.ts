import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Res,
  SerializeOptions,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type IdPath, idPath, type Page, page, pageOf } from '#contracts/common';
import { type Departure, departure, type MemberChange, memberChange, memberView } from '#contracts/member';
import { sessionsEnded } from '#contracts/session';
import { CONFIG, type Config } from '#platform/config';
import { Says } from '#platform/http';
import type { Actor } from './actor.ts';
import { CurrentActor } from './caller.ts';
import { Departures } from './departures.ts';
import { May } from './may.ts';
import { Members, type SeatedPerson } from './members.ts';
import { setSessionCookie } from './session-cookie.ts';

@Controller('v1/members')
export class MembersController {
  constructor(
    private readonly members: Members,
    private readonly departures: Departures,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Says('Lists the members of your company.')
  @May('members.read')
  @SerializeOptions({ schema: pageOf(memberView) })
  async list(@CurrentActor() actor: Actor, @Query({ schema: page }) query: Page) {
    const { items, ...next } = await this.members.list(actor, query);
    return { items: items.map(viewMember), ...next };
  }

  @Patch(':id')
  @Says(
    "Changes a member's roles or title; new roles end the sessions at that seat, your own goes on under a new session id.",
  )
  @May('members.manage')
  @SerializeOptions({ schema: memberView })
  async change(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Body({ schema: memberChange }) change: MemberChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { member, token } = await this.members.change(actor, id, change);
    if (token !== undefined) setSessionCookie(reply, this.config, token);
    return viewMember(member);
  }

  @Delete(':id/sessions')
  @Says('Signs a member out everywhere.')
  @May('members.manage')
  @SerializeOptions({ schema: sessionsEnded })
  async endSessions(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    return { ended: await this.members.endSessions(actor, id) };
  }

  @Post(':id/departure')
  @Says('Records that a member has left; `handOverTo` takes over their work, with `{}` you do.')
  @HttpCode(204)
  @May('members.manage')
  async leave(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Body({ schema: departure }) about: Departure,
  ) {
    await this.departures.record(actor, id, about);
  }
}

const viewMember = (member: SeatedPerson) => ({ ...member, joinedAt: member.joinedAt.toISOString() });
