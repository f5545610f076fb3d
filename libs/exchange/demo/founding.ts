import { Injectable } from '@nestjs/common';
import { newOrganization } from '#contracts/organization';
import { Members, People, type Role } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Organizations } from '#exchange/organizations';
import { Database, type Tx, uuid } from '#platform/database';
import { type Cast, requestId } from './cast.ts';
import { companies, type CompanyKey } from './companies.ts';
import { type DemoPerson, operator, people } from './people.ts';
import { demoPassword, emailOf } from './sign-ins.ts';

/** Brings the companies in with the people who work there. */
@Injectable()
export class Founding {
  private hash = '';

  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly members: Members,
    private readonly organizations: Organizations,
    private readonly ledger: Ledger,
  ) {}

  /** The one password, hashed once: hashing is slow on purpose. */
  async prepare(): Promise<void> {
    this.hash = await this.people.hashFor({ ...operator }, demoPassword, 'password');
  }

  /** A company with everybody who works there. */
  async found(cast: Cast, key: CompanyKey): Promise<void> {
    const [owner, ...others] = people.filter(({ company }) => company === key);
    if (!owner) throw new Error(`Nobody owns ${key}.`);
    await this.foundBy(cast, owner);
    for (const person of others) await this.join(cast, key, person, await this.addPerson(person), person.roles);
  }

  /** Seats of people in companies that are not their own. */
  async lend(cast: Cast): Promise<void> {
    for (const person of people) {
      const { personId } = cast.actor(person.company, person.given);
      for (const [key, roles] of Object.entries(person.alsoAt ?? {})) {
        await this.join(cast, key as CompanyKey, person, personId, roles);
      }
    }
  }

  private async foundBy(cast: Cast, owner: DemoPerson): Promise<void> {
    const { company, given, title, roles } = owner;
    const id = cast.organizationId(company);
    const { domain: _, identifier, ...about } = companies[company];
    const organization = newOrganization.parse({ ...about, identifiers: identifier ? [identifier] : [] });
    const personId = await this.addPerson(owner);
    const { memberId } = await this.database.asSystem(id, (tx) =>
      this.organizations.found(tx, id, organization, { personId, title, requestId }),
    );
    cast.seated(company, given, { memberId, personId, roles: ['owner', 'approver'] });
    const actor = cast.actor(company, given);
    // Who founds a company may also approve in it; here most leave that to somebody else.
    await this.members.change(actor, memberId, { roles: [...roles] });
    cast.seated(company, given, { memberId, personId, roles });
  }

  private async addPerson(person: DemoPerson): Promise<string> {
    const { name, language = 'ja' } = person;
    return this.database.asSystem(null, (tx) => this.people.add(tx, emailOf(person), { name, language }, this.hash));
  }

  private async join(cast: Cast, key: CompanyKey, person: DemoPerson, personId: string, roles: readonly Role[]) {
    const seat = { id: uuid(), personId, organizationId: cast.organizationId(key), roles: [...roles] };
    await this.database.asSystem(seat.organizationId, async (tx: Tx) => {
      await this.members.seat(tx, { ...seat, title: person.title });
      await this.ledger.append(
        tx,
        { organizationId: seat.organizationId, memberId: seat.id, requestId },
        { event: 'member.joined', subjectId: seat.id, detail: { roles: roles.join(' ') } },
      );
    });
    cast.seated(key, person.given, { memberId: seat.id, personId, roles });
  }
}
