import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#platform/database';
import { notFound } from '#platform/errors';
import type { SignedInPerson } from './actor.ts';
import { actions, allows, type Role } from './permissions.ts';

/** A seat as the person who sits there sees it. */
export interface Seat {
  readonly memberId: string;
  readonly organizationId: string;
  readonly names: { readonly ja?: string; readonly en?: string; readonly reading?: string };
  readonly assurance: 'unverified' | 'vouched' | 'domain' | 'operator';
  readonly roles: Role[];
  readonly title: string;
}

export interface Me {
  readonly sessionId: string;
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly language: 'ja' | 'en';
  };
  readonly operator: boolean;
  readonly seats: readonly Seat[];
  readonly inUse: Seat | undefined;
  /** Every action there is, and whether the seat in use allows it. */
  readonly can: Readonly<Record<string, boolean>>;
}

/** A person's seats: in which companies, with which roles, and which one is in use. */
@Injectable()
export class Seats {
  constructor(private readonly database: Database) {}

  /** Who somebody is and what they may do right now. */
  async me(who: Pick<SignedInPerson, 'personId' | 'memberId' | 'sessionId' | 'operator'>): Promise<Me> {
    return this.database.asSystem(null, async (tx) => {
      const [person] = await tx.query(`select id, name, email, language from people where id = $1`, [who.personId]);
      const seats = await this.of(tx, who.personId);
      const inUse = seats.find((seat) => seat.memberId === who.memberId);
      const can = Object.fromEntries(actions.map((action) => [action, allows(action, inUse?.roles ?? [])]));
      return { sessionId: who.sessionId, person, operator: who.operator, seats, inUse, can };
    });
  }

  /** Live seats in open companies, the oldest first: the first is where a person starts after signing in. */
  async of(tx: Tx, personId: string): Promise<Seat[]> {
    return tx.query(
      `select m.id as "memberId", o.id as "organizationId", o.names, o.assurance, m.roles, m.title
         from members m join organizations o on o.id = m.organization_id and o.closed_at is null
        where m.person_id = $1 and m.left_at is null order by m.joined_at, m.id`,
      [personId],
    );
  }

  /** One of the person's own seats. @throws Refusal `not-found` for anybody else's, one that was left, none */
  async own(tx: Tx, personId: string, memberId: string): Promise<Seat> {
    const seat = (await this.of(tx, personId)).find((one) => one.memberId === memberId);
    if (!seat) throw notFound('Seat');
    return seat;
  }
}
