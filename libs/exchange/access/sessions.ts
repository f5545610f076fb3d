import { Injectable } from '@nestjs/common';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx, cutPage, idPart, parseCursor, uuid } from '#platform/database';
import { notFound } from '#platform/errors';
import type { SignedInPerson } from './actor.ts';
import { idleHours, lifeHours } from './identities.ts';
import { hashToken, kindOf, newToken } from './tokens.ts';

export interface SessionRow {
  readonly id: string;
  readonly organizationId: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

const alive = `ended_at is null and expires_at > app_now()
               and last_seen_at > app_now() - make_interval(hours => ${idleHours})`;

/** Signed-in browsers: begun, listed, ended. A session is its row, so that ending it is immediate on every replica. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Begins a session with a new secret. Whatever session the browser had before ends with it: an id planted before
   * sign-in, or known from before a change of role, opens nothing.
   * @param before the token or the id of the session this one takes the place of
   * @returns the token: it goes into the cookie and is kept nowhere else
   */
  async begin(tx: Tx, personId: string, memberId: string | null, before?: { token?: string | undefined; id?: string }) {
    if (before?.id) await tx.query(`update sessions set ended_at = app_now() where id = $1`, [before.id]);
    if (before?.token !== undefined && kindOf(before.token) === 'session') {
      await tx.query(`update sessions set ended_at = app_now() where token_hash = $1 and ended_at is null`, [
        hashToken(before.token),
      ]);
    }
    const { token, hash } = newToken('session');
    await tx.query(
      `insert into sessions (id, token_hash, person_id, member_id, expires_at)
       values ($1, $2, $3, $4, app_now() + make_interval(hours => $5))`,
      [uuid(), hash, personId, memberId, lifeHours],
    );
    return token;
  }

  /** A person's own live sessions, newest first. */
  async list(who: SignedInPerson, page: { cursor?: string | undefined; limit: number }) {
    const [after] = parseCursor(page.cursor, [idPart]) ?? [];
    const rows: SessionRow[] = await this.database.asSystem(null, (tx) =>
      tx.query(
        `select s.id, m.organization_id as "organizationId", s.created_at as "createdAt",
                s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt"
           from sessions s left join members m on m.id = s.member_id
          where s.person_id = $1 and ($2::uuid is null or s.id < $2) and ${alive}
          order by s.id desc limit $3`,
        [who.personId, after ?? null, page.limit + 1],
      ),
    );
    return cutPage(rows, page.limit, (row) => [row.id]);
  }

  /** Ends one of a person's own sessions. @throws Refusal `not-found` for anybody else's */
  async end(who: SignedInPerson, sessionId: string): Promise<void> {
    await this.database.transaction(who, async (tx) => {
      const [ended] = await tx.query(
        `update sessions set ended_at = app_now() where id = $1 and person_id = $2 and ended_at is null returning id`,
        [sessionId, who.personId],
      );
      if (ended.length === 0) throw notFound('Session');
      const event = sessionId === who.sessionId ? 'person.signed-out' : 'person.sessions-ended';
      await this.ledger.append(tx, who, { event, subjectId: who.personId, detail: { ended: 1 } });
    });
  }

  /** Ends all of a person's sessions but the one in use. @returns how many */
  async endOthers(who: SignedInPerson): Promise<number> {
    return this.database.transaction(who, async (tx) => {
      const ended = await this.endAllOf(tx, who.personId, who.sessionId);
      await this.ledger.append(tx, who, { event: 'person.sessions-ended', subjectId: who.personId, detail: { ended } });
      return ended;
    });
  }

  /** Ends every session of a person, but for one if given. @returns how many */
  async endAllOf(tx: Tx, personId: string, butId: string | null = null): Promise<number> {
    const [ended] = await tx.query(
      `update sessions set ended_at = app_now()
        where person_id = $1 and ($2::uuid is null or id <> $2) and ended_at is null returning id`,
      [personId, butId],
    );
    return ended.length;
  }

  /** Ends the sessions that act from one seat; the person's sessions for other companies stay. @returns how many */
  async endAtSeat(tx: Tx, memberId: string): Promise<number> {
    const [ended] = await tx.query(
      `update sessions set ended_at = app_now() where member_id = $1 and ended_at is null returning id`,
      [memberId],
    );
    return ended.length;
  }
}
