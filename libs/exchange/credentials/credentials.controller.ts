import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Res,
  SerializeOptions,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type IdPath, idPath } from '#contracts/common';
import {
  credentialList,
  type CredentialView,
  credentialView,
  type NewCredential,
  newCredential,
  schemeList,
} from '#contracts/credential';
import { type Actor, can, CurrentActor, May } from '#exchange/access';
import { etag, ifMatch, Says } from '#platform/http';
import {
  countsAsCertified,
  daysLeft,
  nextSurveillance,
  renewalOpen,
  reviewSuggested,
  stateOf,
  untilOf,
} from './credential.ts';
import { Credentials, type DatedCredential } from './credentials.service.ts';
import { schemeIds, schemeOf } from './schemes.ts';

type Conditions = Parameters<typeof ifMatch>[0];

@Controller('v1/credentials')
export class CredentialsController {
  constructor(private readonly credentials: Credentials) {}

  @Get()
  @Says('Lists the certifications and marks your company holds, has applied for or has declared.')
  @May('credentials.read')
  @SerializeOptions({ schema: credentialList })
  async list(@CurrentActor() actor: Actor) {
    const items = await this.credentials.list(actor);
    return { items: items.map((each) => viewCredential(actor, each)), can: { add: can(actor, 'credentials.edit') } };
  }

  @Get('schemes')
  @Says('Lists the schemes there are, with their rules.')
  @May('credentials.read')
  @SerializeOptions({ schema: schemeList })
  schemes() {
    return { items: schemeIds.map(viewScheme) };
  }

  @Get(':id')
  @Says('Reads one certification; its `ETag` is what a change or removal needs.')
  @May('credentials.read')
  @SerializeOptions({ schema: credentialView })
  async read(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, actor, await this.credentials.one(actor, id));
  }

  @Post()
  @Says('Adds a certification or mark that your company holds, has applied for or has declared.')
  @May('credentials.edit')
  @SerializeOptions({ schema: credentialView })
  async add(
    @CurrentActor() actor: Actor,
    @Body({ schema: newCredential }) body: NewCredential,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, actor, await this.credentials.add(actor, body));
  }

  @Put(':id')
  @Says('Replaces a certification; send the `ETag` you read as `If-Match`.')
  @May('credentials.edit')
  @SerializeOptions({ schema: credentialView })
  async edit(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Headers() conditions: Conditions,
    @Body({ schema: newCredential }) body: NewCredential,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, actor, await this.credentials.edit(actor, id, ifMatch(conditions), body));
  }

  @Delete(':id')
  @Says('Removes a certification; send the `ETag` you read as `If-Match`.')
  @HttpCode(204)
  @May('credentials.edit')
  async remove(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Headers() conditions: Conditions,
  ) {
    await this.credentials.remove(actor, id, ifMatch(conditions));
  }
}

function tagged(reply: FastifyReply, actor: Actor, dated: DatedCredential): CredentialView {
  void reply.header('etag', etag(dated.version));
  return viewCredential(actor, dated);
}

function viewCredential(actor: Actor, { credential, version, today }: DatedCredential): CredentialView {
  const { name, kind, verb, held } = schemeOf(credential.scheme);
  return {
    ...credential,
    name,
    kind,
    verb,
    heldAs: held,
    state: stateOf(credential, today),
    until: untilOf(credential) ?? null,
    daysLeft: daysLeft(credential, today) ?? null,
    nextSurveillance: nextSurveillance(credential, today) ?? null,
    renewalOpen: renewalOpen(credential, today),
    reviewSuggested: reviewSuggested(credential, today),
    countsAsCertified: countsAsCertified(credential, today),
    version,
    can: { edit: can(actor, 'credentials.edit') },
  };
}

function viewScheme(id: (typeof schemeIds)[number]) {
  const { name, kind, verb, months, star } = schemeOf(id);
  return { id, name, kind, verb, months: months ?? null, star: star ?? null };
}
