import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Put, Res, SerializeOptions } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { answer } from '#contracts/answer';
import { type ItemPath, itemList, itemPath, type ItemView, itemView } from '#contracts/profile';
import { type Actor, can, CurrentActor, May } from '#exchange/access';
import { etag, ifMatch, Says } from '#platform/http';
import { type DraftItem, Drafts } from './drafts.service.ts';

type Conditions = Parameters<typeof ifMatch>[0];

@Controller('v1/profile/items')
export class ItemsController {
  constructor(private readonly drafts: Drafts) {}

  @Get()
  @Says("Lists every item with its answer, in the catalogue's order.")
  @May('profile.read')
  @SerializeOptions({ schema: itemList })
  async list(@CurrentActor() actor: Actor) {
    return { items: (await this.drafts.list(actor)).map(viewItem), can: { edit: can(actor, 'profile.edit') } };
  }

  @Get(':itemId')
  @Says('Reads one item and its answer; its `ETag` is what saving over it needs.')
  @May('profile.read')
  @SerializeOptions({ schema: itemView })
  async read(
    @CurrentActor() actor: Actor,
    @Param({ schema: itemPath }) { itemId }: ItemPath,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.drafts.one(actor, itemId));
  }

  @Put(':itemId')
  @ApiHeader({
    name: 'If-None-Match',
    description: 'Instead of If-Match, where there was no answer.',
    schema: { type: 'string', enum: ['*'] },
  })
  @Says('Saves an answer; send the `ETag` you read as `If-Match`, or `If-None-Match: *` where there was no answer.')
  @May('profile.edit')
  @SerializeOptions({ schema: itemView })
  async save(
    @CurrentActor() actor: Actor,
    @Param({ schema: itemPath }) { itemId }: ItemPath,
    @Headers() conditions: Conditions,
    @Body({ schema: answer }) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.drafts.save(actor, itemId, ifMatch(conditions), body));
  }

  @Delete(':itemId')
  @Says('Takes an answer back; send the `ETag` you read as `If-Match`.')
  @HttpCode(204)
  @May('profile.edit')
  async remove(
    @CurrentActor() actor: Actor,
    @Param({ schema: itemPath }) { itemId }: ItemPath,
    @Headers() conditions: Conditions,
  ) {
    await this.drafts.remove(actor, itemId, ifMatch(conditions));
  }
}

function tagged(reply: FastifyReply, item: DraftItem): ItemView {
  if (item.version > 0) void reply.header('etag', etag(item.version));
  return viewItem(item);
}

const viewItem = ({ itemId, item, title, answer: said, version, editedBy, editedAt, stale }: DraftItem): ItemView => ({
  itemId,
  section: item?.section ?? null,
  title,
  answer: said,
  version,
  editedBy,
  editedAt,
  stale,
});
