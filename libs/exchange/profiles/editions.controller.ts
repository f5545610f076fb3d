import { Body, Controller, Get, HttpCode, Param, Post, Query, SerializeOptions } from '@nestjs/common';
import type { Page } from '#contracts/common';
import {
  type Completion,
  completion,
  type DifferenceQuery,
  differenceQuery,
  differenceView,
  editionList,
  editionQuery,
  type EditionSummary,
  editionSummary,
  editionView,
  type NewPreparation,
  newPreparation,
  type NumberPath,
  numberPath,
  preparationView,
  type Withdrawal,
  withdrawal,
} from '#contracts/edition';
import { type Actor, can, CurrentActor, May, personOnly } from '#exchange/access';
import { Says } from '#platform/http';
import type { EditionRow } from './edition-rows.ts';
import { Editions } from './editions.service.ts';
import { type Prepared, Preparations } from './preparations.service.ts';
import { Publishing } from './publishing.service.ts';

@Controller('v1/editions')
export class EditionsController {
  constructor(
    private readonly editions: Editions,
    private readonly preparations: Preparations,
    private readonly publishing: Publishing,
  ) {}

  @Get()
  @Says("Lists your company's published editions, newest first.")
  @May('editions.read')
  @SerializeOptions({ schema: editionList })
  async list(@CurrentActor() actor: Actor, @Query({ schema: editionQuery }) page: Page) {
    const { items, ...rest } = await this.editions.list(actor, page);
    return { items: items.map((edition) => viewEdition(actor, edition)), ...rest };
  }

  @Post('preparation')
  @Says('Freezes the approved profile into the bytes to sign; `{}` takes the newest key in use, `kid` names another.')
  @HttpCode(200)
  @May('editions.publish')
  @SerializeOptions({ schema: preparationView })
  async prepare(@CurrentActor() actor: Actor, @Body({ schema: newPreparation }) body: NewPreparation) {
    return viewPreparation(await this.preparations.prepare(personOnly(actor), body.kid));
  }

  @Post('completion')
  @Says(
    'Signs and publishes what was prepared: `{}` for a key the exchange holds, `signature` over `signingInput` for a key of your own.',
  )
  @May('editions.publish')
  @SerializeOptions({ schema: editionSummary })
  async complete(@CurrentActor() actor: Actor, @Body({ schema: completion }) body: Completion) {
    return viewEdition(actor, await this.publishing.complete(personOnly(actor), body));
  }

  @Get(':number')
  @Says('Reads one edition with everything in it, for your own company.')
  @May('editions.read')
  @SerializeOptions({ schema: editionView })
  async read(@CurrentActor() actor: Actor, @Param({ schema: numberPath }) { number }: NumberPath) {
    const { edition, content } = await this.editions.one(actor, number);
    const { items, companyItems } = content;
    return { ...viewEdition(actor, edition), content: { items, companyItems } };
  }

  @Get(':number/difference')
  @Says('Shows what changed in this edition since the edition whose number is sent as `from`.')
  @May('editions.read')
  @SerializeOptions({ schema: differenceView })
  async difference(
    @CurrentActor() actor: Actor,
    @Param({ schema: numberPath }) { number }: NumberPath,
    @Query({ schema: differenceQuery }) { from }: DifferenceQuery,
  ) {
    return { from, to: number, changes: await this.editions.difference(actor, from, number) };
  }

  @Post(':number/withdrawal')
  @Says('Withdraws an edition: it does not stand any more; a reason is needed.')
  @HttpCode(200)
  @May('editions.withdraw')
  @SerializeOptions({ schema: editionSummary })
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param({ schema: numberPath }) { number }: NumberPath,
    @Body({ schema: withdrawal }) body: Withdrawal,
  ) {
    return viewEdition(actor, await this.editions.withdraw(personOnly(actor), number, body.reason));
  }
}

function viewEdition(actor: Actor, { latest, publishedAt, expiresAt, withdrawn, ...rest }: EditionRow): EditionSummary {
  return {
    ...rest,
    state: withdrawn ? 'withdrawn' : latest ? 'published' : 'superseded',
    publishedAt: publishedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    withdrawn,
    can: { withdraw: withdrawn === null && can(actor, 'editions.withdraw') },
  };
}

const viewPreparation = ({ expiresAt, ...rest }: Prepared) => ({ ...rest, expiresAt: expiresAt.toISOString() });
