import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath, pageOf } from '#contracts/common';
import {
  type NewRelation,
  newRelation,
  type RelationChange,
  relationChange,
  type RelationsPage,
  relationsPage,
  relationView,
} from '#contracts/relation';
import { type Actor, allows, CurrentActor, May } from '#exchange/access';
import { Says } from '#platform/http';
import { viewCard } from './cards.ts';
import { type RelationRow, Relations } from './relations.ts';

@Controller('v1/relations')
export class RelationsController {
  constructor(private readonly relations: Relations) {}

  @Post()
  @Says('Records a business relation with another company.')
  @May('relations.manage')
  @SerializeOptions({ schema: relationView })
  async make(@CurrentActor() actor: Actor, @Body({ schema: newRelation }) relation: NewRelation) {
    return viewRelation(await this.relations.make(actor, relation), actor);
  }

  @Get()
  @Says("Lists your company's business relations; ended ones with `ended=true`.")
  @May('relations.read')
  @SerializeOptions({ schema: pageOf(relationView) })
  async list(@CurrentActor() actor: Actor, @Query({ schema: relationsPage }) query: RelationsPage) {
    const { items, ...next } = await this.relations.list(actor, query);
    return { items: items.map((relation) => viewRelation(relation, actor)), ...next };
  }

  @Patch(':id')
  @Says('Changes how much a relation weighs.')
  @May('relations.manage')
  @SerializeOptions({ schema: relationView })
  async change(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Body({ schema: relationChange }) change: RelationChange,
  ) {
    return viewRelation(await this.relations.change(actor, id, change), actor);
  }

  @Post(':id/ending')
  @Says('Ends a relation.')
  @HttpCode(204)
  @May('relations.manage')
  async end(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    await this.relations.end(actor, id);
  }
}

function viewRelation({ partner, since, endedAt, ...relation }: RelationRow, actor: Actor) {
  const may = actor.scopes?.includes('relations.manage') ?? allows('relations.manage', actor.roles);
  const live = may && endedAt === null;
  return {
    ...relation,
    partner: viewCard(partner),
    since: since.toISOString(),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    can: { change: live && relation.ourSide === 'from', end: live },
  };
}
