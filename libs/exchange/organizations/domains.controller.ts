import { Body, Controller, Delete, HttpCode, Param, Post, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath } from '#contracts/common';
import { domainView, newDomain } from '#contracts/organization';
import { type Actor, CurrentActor, May } from '#exchange/access';
import { Says } from '#platform/http';
import { type ClaimedDomain, Domains, recordName, recordValue } from './domains.ts';

/** The company's domains: claimed, then proved by a DNS record. They are listed with the company itself. */
@Controller('v1/organization/domains')
export class DomainsController {
  constructor(private readonly domains: Domains) {}

  @Post()
  @Says('Claims a domain for your company; the answer says what to put into its DNS.')
  @May('domains.manage')
  @SerializeOptions({ schema: domainView })
  async claim(@CurrentActor() actor: Actor, @Body({ schema: newDomain }) { name }: { name: string }) {
    return viewDomain(await this.domains.claim(actor, name));
  }

  @Post(':id/check')
  @Says('Checks the DNS of a claimed domain now.')
  @HttpCode(200)
  @May('domains.manage')
  @SerializeOptions({ schema: domainView })
  async check(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    return viewDomain(await this.domains.check(actor, id));
  }

  @Delete(':id')
  @Says('Gives up a claimed domain.')
  @HttpCode(204)
  @May('domains.manage')
  async remove(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    await this.domains.remove(actor, id);
  }
}

/** A domain as its company sees it; until it is verified, with the record to set. */
export const viewDomain = ({ id, name, challenge, verifiedAt }: ClaimedDomain) => ({
  id,
  name,
  verified: verifiedAt !== null,
  ...(verifiedAt === null
    ? { record: { type: 'TXT' as const, name: recordName(name), value: recordValue(challenge) } }
    : { verifiedAt: verifiedAt.toISOString() }),
});
