import { Body, Controller, Get, HttpCode, Param, Post, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath } from '#contracts/common';
import {
  type Decision,
  decision,
  type NewRequest,
  newRequest,
  type RequestList,
  requestList,
  requestPage,
  requestView,
} from '#contracts/grant';
import { type Actor, can, CurrentActor, May, personOnly } from '#exchange/access';
import { AccessRequests, type RequestRow } from './access-requests.service.ts';
import { itemsOf } from './scopes.ts';

@Controller('v1/access-requests')
export class AccessRequestsController {
  constructor(private readonly requests: AccessRequests) {}

  @Get()
  @May('requests.read')
  @SerializeOptions({ schema: requestPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: requestList }) query: RequestList) {
    const { items, ...rest } = await this.requests.page(actor, query);
    return { items: items.map((row) => viewRequest(actor, row)), ...rest };
  }

  @Get(':id')
  @May('requests.read')
  @SerializeOptions({ schema: requestView })
  async one(@CurrentActor() actor: Actor, @Param({ schema: idPath }) path: IdPath) {
    return viewRequest(actor, await this.requests.one(actor, path.id));
  }

  /** Asks another company for access. */
  @Post()
  @May('requests.send')
  @SerializeOptions({ schema: requestView })
  async send(@CurrentActor() actor: Actor, @Body({ schema: newRequest }) wish: NewRequest) {
    return viewRequest(actor, await this.requests.one(actor, await this.requests.send(personOnly(actor), wish)));
  }

  /** All, a part, or none. */
  @Post(':id/decision')
  @HttpCode(200)
  @May('requests.decide')
  @SerializeOptions({ schema: requestView })
  async decide(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) path: IdPath,
    @Body({ schema: decision }) body: Decision,
  ) {
    await this.requests.decide(personOnly(actor), path.id, body);
    return viewRequest(actor, await this.requests.one(actor, path.id));
  }

  /** Takes a mis-sent request back. */
  @Post(':id/withdrawal')
  @HttpCode(204)
  @May('requests.send')
  async withdraw(@CurrentActor() actor: Actor, @Param({ schema: idPath }) path: IdPath) {
    await this.requests.withdraw(personOnly(actor), path.id);
  }
}

function viewRequest(actor: Actor, row: RequestRow) {
  const pending = row.state === 'pending';
  return {
    id: row.id,
    requester: { id: row.requester_id, names: row.requester_names, assurance: row.requester_assurance },
    holder: { id: row.holder_id, names: row.holder_names, assurance: row.holder_assurance },
    askedBy: { memberId: row.asked_by, name: row.asker_name, title: row.asker_title },
    reason: row.reason,
    purpose: row.purpose,
    items: itemsOf(row.wished),
    due: row.due,
    contact: row.contact,
    state: row.state,
    askedAt: row.asked_at.toISOString(),
    decidedAt: row.decided_at?.toISOString() ?? null,
    decisionReason: row.decision_reason,
    grantId: row.grant_id,
    can: {
      decide: pending && row.holder_id === actor.organizationId && can(actor, 'requests.decide'),
      withdraw: pending && row.requester_id === actor.organizationId && can(actor, 'requests.send'),
    },
  };
}
