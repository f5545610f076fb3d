import { Injectable } from '@nestjs/common';
import { newGrant, newRequest } from '#contracts/grant';
import { Sessions } from '#exchange/access';
import { addDays } from '#exchange/credentials';
import { Opening } from '#exchange/disclosures';
import { AccessRequests, Grants } from '#exchange/grants';
import { TermsOfUse } from '#exchange/terms';
import { Database, ReadingPool } from '#platform/database';
import { parsed } from '#platform/http';
import { type Cast, requestId } from './cast.ts';
import type { DemoGrant } from './grants.ts';
import type { DemoRead } from './reads.ts';
import type { DemoRequest } from './requests.ts';
import { setClock, setSessionClock } from './seeding-clock.ts';

/** Who may read what, who asked, and who read. */
@Injectable()
export class Sharing {
  private readonly grantIds = new Map<string, string>();
  private readonly requestIds = new Map<DemoRequest, string>();

  constructor(
    private readonly database: Database,
    private readonly pool: ReadingPool,
    private readonly grants: Grants,
    private readonly requests: AccessRequests,
    private readonly terms: TermsOfUse,
    private readonly sessions: Sessions,
    private readonly opening: Opening,
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
    this.grantIds.set(`${from} ${to}`, await this.grants.issue(cast.whoMay(from, 'grants.issue'), wish));
  }

  async revoke(cast: Cast, { from, to, revoked }: DemoGrant): Promise<void> {
    const id = this.grantIds.get(`${from} ${to}`) ?? '';
    await this.grants.revoke(cast.whoMay(from, 'grants.revoke'), id, revoked?.reason ?? null);
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

  /**
   * Reads as a signed-in person does: the terms accepted, a session, the grant opened, the session ended. The hot read
   * has a connection of its own, so what it looks at must be committed before.
   */
  async read(cast: Cast, { from, by }: DemoRead, moment: string): Promise<void> {
    const reader = cast.whoMay(by, 'disclosures.read');
    const grantId = this.grantIds.get(`${from} ${by}`) ?? '';
    const token = await this.database.atOnce(async (tx) => {
      await setClock(tx, moment);
      await this.terms.accept(reader, grantId, (await this.terms.ofGrant(reader, grantId)).id);
      return this.sessions.begin(tx, reader.personId, reader.memberId);
    });
    await setSessionClock(this.pool, moment);
    await this.opening.open({ token, grantId, reading: 'disclosure.viewed', requestId });
    await setSessionClock(this.pool, '');
    await this.database.asSystem(null, (tx) => this.sessions.endAllOf(tx, reader.personId));
  }
}
