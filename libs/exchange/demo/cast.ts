import { type Action, allows, type OperatorActor, type PersonActor, type Role } from '#exchange/access';
import { uuid } from '#platform/database';
import type { CompanyKey } from './companies.ts';
import { type DemoPerson, people } from './people.ts';

/** Every act of the loading is recorded under this name where a request's id stands otherwise. */
export const requestId = 'demonstration';

interface Seat {
  readonly memberId: string;
  readonly personId: string;
  readonly roles: readonly Role[];
}

/** Who plays whom: the ids of the companies, of everybody's seat, and of what was granted. */
export class Cast {
  readonly organizations: Readonly<Record<string, string>>;
  private readonly seats = new Map<string, Seat>();
  private readonly grants = new Map<string, string>();
  private operatorId = '';

  constructor(keys: readonly CompanyKey[]) {
    this.organizations = Object.fromEntries(keys.map((key) => [key, uuid()]));
  }

  organizationId(key: CompanyKey): string {
    return this.organizations[key] ?? '';
  }

  seated(key: CompanyKey, given: string, seat: Seat): void {
    this.seats.set(`${key} ${given}`, seat);
  }

  operating(personId: string): void {
    this.operatorId = personId;
  }

  granted(from: CompanyKey, to: CompanyKey | 'public', id: string): void {
    this.grants.set(`${from} ${to}`, id);
  }

  grantId(from: CompanyKey, to: CompanyKey | 'public'): string {
    const id = this.grants.get(`${from} ${to}`);
    if (id === undefined) throw new Error(`${from} has granted ${to} nothing yet.`);
    return id;
  }

  get operator(): OperatorActor {
    return { organizationId: null, personId: this.operatorId, requestId };
  }

  /** Somebody as they act in a company. */
  actor(key: CompanyKey, given: string): PersonActor {
    const seat = this.seats.get(`${key} ${given}`);
    if (!seat) throw new Error(`${given} has no seat in ${key}.`);
    return { organizationId: this.organizationId(key), serviceAccountId: null, scopes: null, requestId, ...seat };
  }

  /** Whoever does such things in a company: by the same table of permissions that guards the routes. */
  whoMay(key: CompanyKey, action: Action, but?: PersonActor): PersonActor {
    const able = homePeople(key).filter(({ roles }) => allows(action, roles));
    const others = able.filter(({ given }) => this.actor(key, given).personId !== but?.personId);
    const chosen = others[0] ?? able[0];
    if (!chosen) throw new Error(`Nobody in ${key} may do ${action}.`);
    return this.actor(key, chosen.given);
  }
}

/** A company's own people, its owners last: they do what nobody else is there for. */
const homePeople = (key: CompanyKey): readonly DemoPerson[] =>
  people
    .filter(({ company }) => company === key)
    .sort((one, other) => Number(one.roles.includes('owner')) - Number(other.roles.includes('owner')));
