import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor, OperatorActor, SignedInPerson } from './actor.ts';
import { type Action, actions, type Role } from './permissions.ts';
import { hashToken, kindOf } from './tokens.ts';

/** A session ends after this long without use, and at the latest after its whole life. */
export const idleHours = 12;
export const lifeHours = 24 * 14;

/** Everything known of a caller once their token was looked up. Exactly one of the last three is set. */
export interface Identity {
  readonly signedIn?: SignedInPerson;
  readonly actor?: Actor;
  readonly operator?: OperatorActor;
}

interface SessionRow {
  readonly session_id: string;
  readonly person_id: string;
  readonly member_id: string | null;
  readonly operator: boolean;
  readonly organization_id: string | null;
  readonly roles: Role[] | null;
  readonly stale: boolean;
}

/** Turns a token into who is asking. Looked up at every request: an ended session is over at once, on every replica. */
@Injectable()
export class Identities {
  constructor(private readonly source: DataSource) {}

  /** @returns undefined for anything unknown, ended, expired, or of another kind; nothing tells these apart */
  async of(token: string | undefined, requestId: string): Promise<Identity | undefined> {
    const kind = token === undefined ? undefined : kindOf(token);
    if (kind === 'session') return this.bySession(hashToken(token as string), requestId);
    if (kind === 'api-key') return this.byKey(hashToken(token as string), requestId);
    return undefined;
  }

  private async bySession(hash: Buffer, requestId: string): Promise<Identity | undefined> {
    const [row]: SessionRow[] = await this.source.query(
      `select s.id as session_id, s.person_id, p.operator_since is not null as operator,
              m.id as member_id, o.id as organization_id, m.roles, s.last_seen_at < app_now() - interval '1 minute' as stale
         from sessions s
         join people p on p.id = s.person_id
         left join members m on m.id = s.member_id and m.left_at is null
         left join organizations o on o.id = m.organization_id and o.closed_at is null
        where s.token_hash = $1 and s.ended_at is null and s.expires_at > app_now()
          and s.last_seen_at > app_now() - make_interval(hours => $2)`,
      [hash, idleHours],
    );
    if (!row) return undefined;
    if (row.stale)
      await this.source.query(`update sessions set last_seen_at = app_now() where id = $1`, [row.session_id]);

    const memberId = row.organization_id === null ? null : row.member_id;
    const { session_id: sessionId, person_id: personId, operator, organization_id: organizationId } = row;
    const signedIn: SignedInPerson = { personId, sessionId, memberId, organizationId, operator, requestId };
    if (operator) return { signedIn, operator: { organizationId: null, personId, requestId } };
    if (row.organization_id === null || row.roles === null) return { signedIn };
    const seat = { organizationId: row.organization_id, memberId, personId, serviceAccountId: null };
    return { signedIn, actor: { ...seat, roles: row.roles, scopes: null, requestId } };
  }

  private async byKey(hash: Buffer, requestId: string): Promise<Identity | undefined> {
    const [row]: { id: string; organization_id: string; scopes: string[] }[] = await this.source.query(
      `select a.id, a.organization_id, a.scopes
         from api_keys k
         join members maker on maker.id = k.created_by and maker.left_at is null
         join service_accounts a on a.id = k.service_account_id and a.ended_at is null
         join organizations o on o.id = a.organization_id and o.closed_at is null
        where k.token_hash = $1 and k.ended_at is null and k.expires_at > app_now()`,
      [hash],
    );
    if (!row) return undefined;
    const scopes = row.scopes.filter((scope): scope is Action => (actions as string[]).includes(scope));
    const who = { organizationId: row.organization_id, memberId: null, personId: null, serviceAccountId: row.id };
    return { actor: { ...who, roles: [], scopes, requestId } };
  }
}
