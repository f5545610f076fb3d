import { Injectable } from '@nestjs/common';
import type { NewPerson } from '#contracts/person';
import { Database, type Tx, uuid } from '#platform/database';
import { notFound } from '#platform/errors';
import { refuseGuessable } from './password-rules.ts';
import { Passwords } from './passwords.ts';

interface KnownPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly operator: boolean;
  readonly passwordHash: string | null;
}

const columns = `id, email, name, operator_since is not null as operator, password_hash as "passwordHash"`;

/** Human beings and their passwords. */
@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /** @param email in the one form the contract makes of it */
  async byEmail(email: string): Promise<KnownPerson | undefined> {
    const [person] = await this.database.asSystem(null, (tx) =>
      tx.query(`select ${columns} from people where email = $1`, [email]),
    );
    return person;
  }

  async byId(id: string): Promise<KnownPerson> {
    const [person] = await this.database.asSystem(null, (tx) =>
      tx.query(`select ${columns} from people where id = $1`, [id]),
    );
    if (!person) throw notFound('Person');
    return person;
  }

  /**
   * Checks a new password against what guessers know of the person, and hashes it. Slow on purpose, so never inside a
   * transaction.
   * @param companies names of companies the person is about to belong to
   * @throws Refusal `invalid-input` naming the field
   */
  async hashFor(
    person: { readonly email: string; readonly name: string; readonly id?: string },
    password: string,
    field: string,
    companies: readonly string[] = [],
  ): Promise<string> {
    const known = person.id === undefined ? [] : await this.companyNames(person.id);
    refuseGuessable(password, { ...person, companies: [...companies, ...known] }, field);
    return this.passwords.hash(password);
  }

  /** Adds a person whose address was proved by a link. A taken address violates `people_email_is_used_once`. */
  async add(
    tx: Tx,
    email: string,
    person: Pick<NewPerson, 'name' | 'language'>,
    passwordHash: string,
  ): Promise<string> {
    const id = uuid();
    await tx.query(`insert into people (id, email, name, language, password_hash) values ($1, $2, $3, $4, $5)`, [
      id,
      email,
      person.name,
      person.language,
      passwordHash,
    ]);
    return id;
  }

  async setPassword(tx: Tx, id: string, hash: string): Promise<void> {
    await tx.query(`update people set password_hash = $2 where id = $1`, [id, hash]);
  }

  /** True when the password is still the one that was checked; holds it unchanged until the transaction ends. */
  async holdPassword(tx: Tx, id: string, hash: string | null): Promise<boolean> {
    const held = await tx.query(
      `select from people where id = $1 and password_hash is not distinct from $2 for no key update`,
      [id, hash],
    );
    return held.length === 1;
  }

  private async companyNames(id: string): Promise<string[]> {
    const rows: { name: string }[] = await this.database.asSystem(null, (tx) =>
      tx.query(
        `select n.value as name from members m join organizations o on o.id = m.organization_id, jsonb_each_text(o.names) n
          where m.person_id = $1 and m.left_at is null`,
        [id],
      ),
    );
    return rows.map((row) => row.name);
  }
}
