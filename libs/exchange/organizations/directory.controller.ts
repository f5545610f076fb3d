import { Controller, Get, Param, Post, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath } from '#contracts/common';
import {
  organizationCard,
  type OrganizationSearch,
  organizationSearch,
  organizationsFound,
} from '#contracts/organization';
import { type Actor, CurrentActor, May } from '#exchange/access';
import { Says } from '#platform/http';
import { Assurance } from './assurance.ts';
import { viewCard } from './cards.ts';
import { Directory } from './directory.ts';

/** Other companies: found, looked at, vouched for. */
@Controller('v1/organizations')
export class DirectoryController {
  constructor(
    private readonly directory: Directory,
    private readonly assurance: Assurance,
  ) {}

  @Get()
  @Says('Finds companies by `name`, or by `scheme` and `identifier` together.')
  @May('organizations.find')
  @SerializeOptions({ schema: organizationsFound })
  async find(@CurrentActor() actor: Actor, @Query({ schema: organizationSearch }) search: OrganizationSearch) {
    const { items, more } = await this.directory.find(actor, search);
    return { items: items.map(viewCard), more };
  }

  @Get(':id')
  @Says('Reads the card of one company.')
  @May('organizations.find')
  @SerializeOptions({ schema: organizationCard })
  async show(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    return viewCard(await this.directory.card(actor, id));
  }

  @Post(':id/voucher')
  @Says('Vouches for the identity of another company.')
  @May('organizations.vouch')
  @SerializeOptions({ schema: organizationCard })
  async vouch(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    return viewCard(await this.assurance.vouch(actor, id));
  }
}
