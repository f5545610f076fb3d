import { Injectable } from '@nestjs/common';
import { newGrant, newRequest } from '#contracts/grant';
import { addDays } from '#exchange/credentials';
import { AccessRequests, Grants } from '#exchange/grants';
import { parsed } from '#platform/http';
import type { Cast } from './cast.ts';
import type { DemoGrant } from './grants.ts';
import type { DemoRequest } from './requests.ts';

/** Who may read what, and who asked for it. */
@Injectable()
export class Sharing {
  private readonly requestIds = new Map<DemoRequest, string>();

  constructor(
    private readonly grants: Grants,
    private readonly requests: AccessRequests,
  ) {}

  async grant(cast: Cast, grant: DemoGrant, today: string): Promise<void> {
    const { from, to, items, starts, until, purpose, label, pinnedEdition, delivery, originals } = grant;
    const wish = parsed(newGrant, {
      grantee: to === 'public' ? to : cast.organizationId(to),
      purpose,
      items,
      from: addDays(today, starts),
      until: until === null ? null : addDays(today, until),
      label,
      ...(pinnedEdition ? { pinnedEdition } : {}),
      ...(delivery ? { delivery } : {}),
      ...(originals ? { originals } : {}),
    });
    cast.granted(from, to, await this.grants.issue(cast.whoMay(from, 'grants.issue'), wish));
  }

  async revoke(cast: Cast, { from, to, revoked }: DemoGrant): Promise<void> {
    await this.grants.revoke(cast.whoMay(from, 'grants.revoke'), cast.grantId(from, to), revoked?.reason ?? null);
  }

  async ask(cast: Cast, request: DemoRequest, today: string): Promise<void> {
    const { from, to, items, purpose, reason, contact, due } = request;
    const holder = cast.organizationId(to);
    const wish = parsed(newRequest, { holder, items, purpose, reason, contact, due: addDays(today, due) });
    this.requestIds.set(request, await this.requests.send(cast.whoMay(from, 'requests.send'), wish));
  }

  async decline(cast: Cast, request: DemoRequest): Promise<void> {
    const decider = cast.whoMay(request.to, 'requests.decide');
    const id = this.requestIds.get(request) ?? '';
    await this.requests.decide(decider, id, { outcome: 'decline', reason: request.declined.reason });
  }
}
