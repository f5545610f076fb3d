import { Body, Controller, Get, HttpCode, Param, Post, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath } from '#contracts/common';
import { acceptance, newTerms, termsView } from '#contracts/grant';
import type { LocalText } from '#contracts/text';
import { type Actor, CurrentActor, May, type PersonActor, personOnly } from '#exchange/access';
import { Says } from '#platform/http';
import type { Terms } from './terms.entity.ts';
import { TermsOfUse } from './terms.service.ts';

@Controller('v1')
export class TermsController {
  constructor(private readonly terms: TermsOfUse) {}

  @Get('terms')
  @Says('Reads the terms your company sets for those who read it.')
  @May('terms.read')
  @SerializeOptions({ schema: termsView })
  async read(@CurrentActor() actor: Actor) {
    return viewTerms(await this.terms.read(actor));
  }

  @Post('terms')
  @Says('Writes a new version of your terms; every grantee is asked again.')
  @May('terms.edit')
  @SerializeOptions({ schema: termsView })
  async write(@CurrentActor() actor: Actor, @Body({ schema: newTerms }) body: { text: LocalText }) {
    return viewTerms(await this.terms.write(personOnly(actor), body.text));
  }

  @Get('grants/:id/terms')
  @Says('Reads the terms to accept before the first read under a grant.')
  @May('disclosures.read')
  @SerializeOptions({ schema: termsView })
  async ofGrant(@CurrentActor() actor: Actor, @Param({ schema: idPath }) path: IdPath) {
    return viewTerms(await this.terms.ofGrant(actor, path.id));
  }

  @Post('grants/:id/terms-acceptance')
  @Says(
    'Accepts the terms of a grant for your company, before the first read; send the `termsId` you were shown, as a person.',
  )
  @HttpCode(204)
  @May('terms.accept')
  async accept(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) path: IdPath,
    @Body({ schema: acceptance }) body: { termsId: string },
  ) {
    await this.terms.accept(personOnly(actor) satisfies PersonActor, path.id, body.termsId);
  }
}

function viewTerms(terms: Terms) {
  const { id, version, text, hash, writtenAt } = terms;
  return { id, version, text, hash: hash.toString('base64url'), writtenAt: writtenAt.toISOString() };
}
