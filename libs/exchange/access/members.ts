import { Injectable } from '@nestjs/common';
import type { MemberChange } from '#contracts/member';
import { Ledger } from '#exchange/ledger';
import { cutPage, Database, idPart, parseCursor, type Tx } from '#platform/database';
import { conflict, forbidden, notFound } from '#platform/errors';
import type { Actor } from './actor.ts';
import { Links } from './links.ts';
import type { Role } from './permissions.ts';
import { Sessions } from './sessions.ts';

export interface SeatedPerson {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: Role[];
  readonly title: string;
  readonly joinedAt: Date;
}

const columns = `m.id, m.person_id as "personId", p.name, p.email, m.roles, m.title, m.joined_at as "joinedAt"`;

/** The people of one company: who they are and which roles they have. */
@Injectable()
export class Members {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly links: Links,
    private readonly ledger: Ledger,
  ) {}

  /** The members of the actor's company, in the order they came. */
  async list(actor: Actor, page: { cursor?: string | undefined; limit: number }) {
    const [after] = parseCursor(page.cursor, [idPart]) ?? [];
    const rows: SeatedPerson[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `select ${columns} from members m join people p on p.id = m.person_id
          where m.organization_id = $1 and m.left_at is null and ($2::uuid is null or m.id > $2)
          order by m.id limit $3`,
        [actor.organizationId, after ?? null, page.limit + 1],
      ),
    );
    return cutPage(rows, page.limit, (row) => [row.id]);
  }

  /** Adds a seat. The caller has decided that the person may have it. */
  async seat(tx: Tx, seat: { id: string; personId: string; organizationId: string; roles: Role[]; title: string }) {
    await tx.query(
      `insert into members (id, person_id, organization_id, roles, title, joined_at) values ($1, $2, $3, $4, $5, now())`,
      [seat.id, seat.personId, seat.organizationId, seat.roles, seat.title],
    );
  }

  /**
   * Changes a member's roles or title. New roles mean a new sign-in: every session at that seat ends, so no session id
   * from before carries rights from after; invitations the member sent under the old roles end too.
   * @returns the member; and, for somebody who changed their own roles, the token of the session they go on with
   */
  async change(
    actor: Actor,
    memberId: string,
    change: MemberChange,
  ): Promise<{ member: SeatedPerson; token?: string }> {
    return this.database.transaction(actor, async (tx) => {
      const before = await this.hold(tx, actor, memberId);
      const roles = change.roles ?? before.roles;
      const rolesChanged = roles.length !== before.roles.length || roles.some((role) => !before.roles.includes(role));
      if (rolesChanged) {
        refuseBeyondReach(actor, before, roles);
        if (!roles.includes('owner')) await this.refuseLastOwner(tx, actor, before);
        await this.sessions.endAtSeat(tx, memberId);
        await this.links.cancelSentBy(tx, memberId);
      }
      await tx.query(`update members set roles = $2, title = $3 where id = $1`, [
        memberId,
        roles,
        change.title ?? before.title,
      ]);
      await this.ledger.append(tx, actor, {
        event: 'member.roles-changed',
        subjectId: memberId,
        detail: { before: before.roles.join(' '), after: roles.join(' '), title: change.title !== undefined },
      });
      const member = { ...before, roles, title: change.title ?? before.title };
      if (!rolesChanged || actor.memberId !== memberId) return { member };
      return { member, token: await this.sessions.begin(tx, member.personId, memberId) };
    });
  }

  /** Ends the sessions of one of the company's own people, at this company's seat only. @returns how many */
  async endSessions(actor: Actor, memberId: string): Promise<number> {
    return this.database.transaction(actor, async (tx) => {
      await this.hold(tx, actor, memberId);
      const ended = await this.sessions.endAtSeat(tx, memberId);
      await this.ledger.append(tx, actor, { event: 'person.sessions-ended', subjectId: memberId, detail: { ended } });
      return ended;
    });
  }

  /**
   * A live member of the actor's company, held until the transaction ends. The company's row is taken first, so that
   * two owners who step down at once do it one after the other, and the second is refused.
   * @throws Refusal `not-found` for another company's member and one who left
   */
  async hold(tx: Tx, actor: Actor, memberId: string): Promise<SeatedPerson> {
    await tx.query(`select from organizations where id = $1 for no key update`, [actor.organizationId]);
    const [member]: SeatedPerson[] = await tx.query(
      `select ${columns} from members m join people p on p.id = m.person_id
        where m.id = $1 and m.organization_id = $2 and m.left_at is null for update of m`,
      [memberId, actor.organizationId],
    );
    if (!member) throw notFound('Member');
    return member;
  }

  /** @throws Refusal `conflict` when nobody else owns the company */
  async refuseLastOwner(tx: Tx, actor: Actor, member: SeatedPerson): Promise<void> {
    if (!member.roles.includes('owner')) return;
    const [others] = await tx.query(
      `select count(*)::int as n from members
        where organization_id = $1 and left_at is null and 'owner' = any(roles) and id <> $2`,
      [actor.organizationId, member.id],
    );
    if (others.n === 0) throw conflict('A company keeps at least one owner. Make somebody else an owner first.');
  }
}

/**
 * Owners may give and take every role. An administrator makes no owners, changes none, and does not change their own
 * roles: nobody lifts themselves.
 * @throws Refusal `forbidden`
 */
export function refuseBeyondReach(
  actor: Actor,
  before: Pick<SeatedPerson, 'id' | 'roles'> | null,
  roles: readonly Role[],
) {
  if (actor.roles.includes('owner')) return;
  if (roles.includes('owner') || before?.roles.includes('owner'))
    throw forbidden('Only an owner may do this to an owner.');
  if (before !== null && before.id === actor.memberId) throw forbidden('Nobody changes their own roles but an owner.');
}
