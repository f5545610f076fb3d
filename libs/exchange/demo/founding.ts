import { Injectable } from '@nestjs/common';
import { newOrganization } from '#contracts/organization';
import { newRelation } from '#contracts/relation';
import { Members, Operators, People, type Role } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Assurance, Organizations, Relations } from '#exchange/organizations';
import { Database, type Tx, uuid } from '#platform/database';
import { type Cast, requestId } from './cast.ts';
import { companies, type CompanyKey } from './companies.ts';
import { type DemoPerson, operator, people } from './people.ts';
import { relations } from './relations.ts';
import { demoPassword, emailOf } from './sign-ins.ts';

/** Brings the companies in: their people, who they are, and how they stand to each other. */
@Injectable()
export class Founding {
  private hash = '';

  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly members: Members,
    private readonly organizations: Organizations,
    private readonly assurance: Assurance,
    private readonly relations: Relations,
    private readonly operators: Operators,
    private readonly ledger: Ledger,
  ) {}

  /** Whoever runs the exchange, and the one password hashed once: hashing is slow on purpose. */
  async prepare(cast: Cast): Promise<void> {
    this.hash = await this.people.hashFor({ ...operator }, demoPassword, 'password');
    cast.operating(await this.operators.create({ ...operator, password: demoPassword }));
  }

  /** A company with everybody who works there, confirmed by the operator. */
  async found(cast: Cast, key: CompanyKey): Promise<void> {
    const [owner, ...others] = people.filter(({ company }) => company === key);
    if (!owner) throw new Error(`Nobody owns ${key}.`);
    await this.foundBy(cast, owner);
    for (const person of others) await this.join(cast, key, person, await this.addPerson(person), person.roles);
    await this.assurance.setByOperator(cast.operator, cast.organizationId(key), {
      assurance: 'operator',
      reason: '架空の会社としての確認 / confirmed as a fictional company',
    });
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

  async relate(cast: Cast): Promise<void> {
    for (const { from, to, ...relation } of relations) {
      const wish = newRelation.parse({ ...relation, partnerId: cast.organizationId(to), ourSide: 'from' });
      await this.relations.make(cast.whoMay(from, 'relations.manage'), wish);
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
