import { Body, Controller, Get, HttpCode, Ip, Param, Post, Query, Req, Res, SerializeOptions } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type IdPath, idPath, type Page, page, pageOf } from '#contracts/common';
import {
  type Acceptance,
  acceptance,
  invitationOffer,
  invitationView,
  type NewInvitation,
  newInvitation,
} from '#contracts/invitation';
import { type LinkPresented, linkPresented } from '#contracts/link';
import { sessionView } from '#contracts/session';
import { type Actor, CurrentActor, May, Open, type ValidLink, Welcome } from '#exchange/access';
import { Says } from '#platform/http';
import { Acceptances } from './acceptances.ts';
import { type InvitationRow, Invitations } from './invitations.ts';

/** Secrets of links come in bodies, never in paths: no log of ours or of a proxy ever holds one. */
@Controller('v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: Invitations,
    private readonly acceptances: Acceptances,
    private readonly welcome: Welcome,
  ) {}

  @Post()
  @Says('Invites a person by mail, as a member of your company or for a partner company.')
  @May('invitations.manage')
  @SerializeOptions({ schema: invitationView })
  async send(@CurrentActor() actor: Actor, @Body({ schema: newInvitation }) invitation: NewInvitation) {
    return viewInvitation(await this.invitations.send(actor, invitation));
  }

  @Get()
  @Says('Lists the invitations your company has sent.')
  @May('invitations.manage')
  @SerializeOptions({ schema: pageOf(invitationView) })
  async list(@CurrentActor() actor: Actor, @Query({ schema: page }) query: Page) {
    const { items, ...next } = await this.invitations.list(actor, query);
    return { items: items.map(viewInvitation), ...next };
  }

  @Post(':id/cancellation')
  @Says('Cancels an invitation that was not accepted yet.')
  @HttpCode(204)
  @May('invitations.manage')
  async cancel(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    await this.invitations.cancel(actor, id);
  }

  @Post('offer')
  @Says('Shows what a mailed link offers, before anybody accepts it; send its token.')
  @HttpCode(200)
  @Open('whoever holds the mailed link may read what it offers')
  @SerializeOptions({ schema: invitationOffer })
  async offer(@Body({ schema: linkPresented }) { token }: LinkPresented, @Ip() address: string) {
    const { link, from, known } = await this.acceptances.look(token, address);
    return { ...viewOffer(link), from, known };
  }

  @Post('acceptance')
  @Says(
    'Accepts an invitation with the token of its link, signed in under the address invited or as a new `person`, who is signed in with it.',
  )
  @Open('the mailed link proves the address; most who follow one have no account yet')
  @SerializeOptions({ schema: sessionView })
  async accept(
    @Body({ schema: acceptance }) accepted: Acceptance,
    @Ip() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const requestId = String(request.id);
    const signedIn = await this.welcome.whoIs(request);
    const token = await this.acceptances.accept(accepted, { address, requestId, signedIn });
    return this.welcome.with(token, reply, requestId);
  }
}

const kindOf = (kind: string) => (kind === 'member-invitation' ? ('member' as const) : ('partner' as const));

const viewInvitation = ({ id, kind, email, offer, state, createdAt, expiresAt }: InvitationRow) => ({
  id,
  kind: kindOf(kind),
  email,
  ...(offer.roles ? { roles: offer.roles } : {}),
  ...(offer.title === undefined ? {} : { title: offer.title }),
  state,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

const viewOffer = ({ kind, email, offer, expiresAt }: ValidLink) => ({
  kind: kindOf(kind),
  email,
  ...(offer.roles ? { roles: offer.roles } : {}),
  ...(offer.title === undefined ? {} : { title: offer.title }),
  expiresAt: expiresAt.toISOString(),
});
