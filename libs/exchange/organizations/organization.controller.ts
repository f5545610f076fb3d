import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath } from '#contracts/common';
import {
  type NewIdentifier,
  newIdentifier,
  type OrganizationChange,
  organizationChange,
  organizationView,
  type WithReason,
  withReason,
} from '#contracts/organization';
import { type Actor, CurrentActor, May } from '#exchange/access';
import { Says } from '#platform/http';
import { viewCard } from './cards.ts';
import { Closing } from './closing.ts';
import { viewDomain } from './domains.controller.ts';
import { Organizations, type OwnOrganization } from './organizations.service.ts';

/** The caller's own company. */
@Controller('v1/organization')
export class OrganizationController {
  constructor(
    private readonly organizations: Organizations,
    private readonly closing: Closing,
  ) {}

  @Get()
  @Says('Reads your own company.')
  @May('organization.read')
  @SerializeOptions({ schema: organizationView })
  async show(@CurrentActor() actor: Actor) {
    return viewOwn(await this.organizations.own(actor));
  }

  @Patch()
  @Says('Changes the fields of your company that are sent.')
  @May('organization.edit')
  @SerializeOptions({ schema: organizationView })
  async change(@CurrentActor() actor: Actor, @Body({ schema: organizationChange }) change: OrganizationChange) {
    return viewOwn(await this.organizations.change(actor, change));
  }

  @Post('identifiers')
  @Says('Adds an identifier, such as a corporate number, to your company.')
  @May('organization.edit')
  @SerializeOptions({ schema: organizationView })
  async addIdentifier(@CurrentActor() actor: Actor, @Body({ schema: newIdentifier }) identifier: NewIdentifier) {
    return viewOwn(await this.organizations.addIdentifier(actor, identifier));
  }

  @Delete('identifiers/:id')
  @Says('Removes an identifier from your company.')
  @HttpCode(204)
  @May('organization.edit')
  async removeIdentifier(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    await this.organizations.removeIdentifier(actor, id);
  }

  @Post('closure')
  @Says("Ends your company's account, for everybody in it, at once; a reason is needed.")
  @HttpCode(204)
  @May('organization.close')
  async close(@CurrentActor() actor: Actor, @Body({ schema: withReason }) { reason }: WithReason) {
    await this.closing.close(actor, actor.organizationId, reason);
  }
}

function viewOwn(own: OwnOrganization) {
  const { country, sector, sizeBand, insurer, timeZone, assuredAt, identifiers, domains } = own;
  return {
    ...viewCard(own),
    country,
    sector,
    sizeBand,
    insurer,
    timeZone,
    ...(assuredAt === null ? {} : { assuredAt: assuredAt.toISOString() }),
    identifiers,
    domains: domains.map(viewDomain),
  };
}
