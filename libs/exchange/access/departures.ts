import { Injectable } from '@nestjs/common';
import type { Departure } from '#contracts/member';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { invalid } from '#platform/errors';
import type { Actor } from './actor.ts';
import { endGrantsOfNobody } from './grants-of-nobody.ts';
import { handOverDrafts } from './hand-over.ts';
import { Links } from './links.ts';
import { Members, refuseBeyondReach } from './members.ts';
import { Sessions } from './sessions.ts';

/** Somebody leaves a company. The seat stays as a record; nothing opens to it any more, from this commit on. */
@Injectable()
export class Departures {
  constructor(
    private readonly database: Database,
    private readonly members: Members,
    private readonly sessions: Sessions,
    private readonly links: Links,
    private readonly ledger: Ledger,
  ) {}

  /**
   * One transaction: ends the seat, its sessions, the API keys that person made, the invitations they sent, the grants
   * of which they were the last reader; and hands over what they were writing.
   * @throws Refusal `not-found`, `conflict` for the last owner, `forbidden` for an owner when the actor is not one
   */
  async record(actor: Actor, memberId: string, { handOverTo }: Departure): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const member = await this.members.hold(tx, actor, memberId);
      refuseBeyondReach(actor, { id: '', roles: member.roles }, []);
      await this.members.refuseLastOwner(tx, actor, member);
      const successor = await this.successor(tx, actor, memberId, handOverTo);

      await tx.query(`update members set left_at = now() where id = $1`, [memberId]);
      const sessions = await this.sessions.endAtSeat(tx, memberId);
      await this.links.cancelSentBy(tx, memberId);
      await this.endKeysMadeBy(tx, actor, memberId);
      await endGrantsOfNobody(tx, actor, this.ledger);
      await handOverDrafts(tx, actor, { from: memberId, to: successor }, this.ledger);
      await this.ledger.append(tx, actor, { event: 'member.left', subjectId: memberId, detail: { sessions } });
    });
  }

  private async successor(tx: Tx, actor: Actor, leaving: string, named: string | undefined): Promise<string | null> {
    if (named === undefined) return actor.memberId === leaving ? null : actor.memberId;
    const [seat] = await tx.query(
      `select id from members where id = $1 and organization_id = $2 and left_at is null and id <> $3`,
      [named, actor.organizationId, leaving],
    );
    if (!seat) throw invalid('/handOverTo', 'must be another member of your company');
    return named;
  }

  private async endKeysMadeBy(tx: Tx, actor: Actor, memberId: string) {
    const [keys]: [{ id: string }[]] = await tx.query(
      `update api_keys set ended_at = app_now() where created_by = $1 and ended_at is null returning id`,
      [memberId],
    );
    for (const { id } of keys) await this.ledger.append(tx, actor, { event: 'api-key.ended', subjectId: id });
  }
}
