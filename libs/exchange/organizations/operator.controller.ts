import { Body, Controller, Get, HttpCode, Param, Post, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath, pageOf } from '#contracts/common';
import {
  type OperatorAssurance,
  operatorAssurance,
  type OperatorPage,
  operatorPage,
  organizationCard,
  organizationForOperator,
  type WithReason,
  withReason,
} from '#contracts/organization';
import { CurrentOperator, Operator, type OperatorActor } from '#exchange/access';
import { Says } from '#platform/http';
import { Assurance } from './assurance.ts';
import { viewCard } from './cards.ts';
import { Closing } from './closing.ts';
import { OperatorList, type RegisteredRow } from './operator-list.ts';

/** What the people who run the exchange may do to companies. Each act has a reason, which the company can read. */
@Controller('v1/operator/organizations')
export class OperatorController {
  constructor(
    private readonly registered: OperatorList,
    private readonly assurance: Assurance,
    private readonly closing: Closing,
  ) {}

  @Get()
  @Says('Lists the registered companies, for the operator.')
  @Operator('operator.organizations.read')
  @SerializeOptions({ schema: pageOf(organizationForOperator) })
  async list(@Query({ schema: operatorPage }) query: OperatorPage) {
    const { items, ...next } = await this.registered.list(query);
    return { items: items.map(viewRegistered), ...next };
  }

  @Post(':id/assurance')
  @Says('Confirms the identity of a company, or takes a confirmation back, with a reason.')
  @HttpCode(200)
  @Operator('operator.organizations.assure')
  @SerializeOptions({ schema: organizationCard })
  async assure(
    @CurrentOperator() operator: OperatorActor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Body({ schema: operatorAssurance }) decision: OperatorAssurance,
  ) {
    return viewCard(await this.assurance.setByOperator(operator, id, decision));
  }

  @Post(':id/closure')
  @Says("Closes a company's account, with a reason.")
  @HttpCode(204)
  @Operator('operator.organizations.close')
  async close(
    @CurrentOperator() operator: OperatorActor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Body({ schema: withReason }) { reason }: WithReason,
  ) {
    await this.closing.close(operator, id, reason);
  }
}

const viewRegistered = ({ identifiers, createdAt, closedAt, ...card }: RegisteredRow) => ({
  ...viewCard(card),
  identifiers,
  createdAt: createdAt.toISOString(),
  ...(closedAt === null ? {} : { closedAt: closedAt.toISOString() }),
});
