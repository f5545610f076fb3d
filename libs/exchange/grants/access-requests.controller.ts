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
import { Says } from '#platform/http';
import { AccessRequests, type RequestRow } from './access-requests.service.ts';
import { itemsOf } from './scopes.ts';

@Controller('v1/access-requests')
export class AccessRequestsController {
  constructor(private readonly requests: AccessRequests) {}

  @Get()
  @Says('Lists requests for access, sent and received.')
  @May('requests.read')
  @SerializeOptions({ schema: requestPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: requestList }) query: RequestList) {
    const { items, ...rest } = await this.requests.page(actor, query);
    return { items: items.map((row) => viewRequest(actor, row)), ...rest };
  }

  @Get(':id')
  @Says('Reads one request for access.')
  @May('requests.read')
  @SerializeOptions({ schema: requestView })
  async one(@CurrentActor() actor: Actor, @Param({ schema: idPath }) path: IdPath) {
    return viewRequest(actor, await this.requests.one(actor, path.id));
  }

  @Post()
  @Says('Asks another company for access to named items; a reason, a purpose and a contact are needed.')
  @May('requests.send')
  @SerializeOptions({ schema: requestView })
  async send(@CurrentActor() actor: Actor, @Body({ schema: newRequest }) wish: NewRequest) {
    return viewRequest(actor, await this.requests.one(actor, await this.requests.send(personOnly(actor), wish)));
  }

  @Post(':id/decision')
  @Says(
    "Approves a request whole, in part, or declines it; `until` is the last day of access, included, in your company's time zone (null: no end).",
  )
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

  @Post(':id/withdrawal')
  @Says('Takes back a request your company sent, while it is pending.')
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
