import { Injectable } from '@nestjs/common';
import { email as emailSchema } from '#contracts/email';
import { newPassword } from '#contracts/password';
import { Ledger } from '#exchange/ledger';
import { Database, uuid, violates } from '#platform/database';
import { alreadyDone, conflict, invalid } from '#platform/errors';
import { People } from './people.ts';

interface NewOperator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  /** True to add a further operator on purpose; without it, only the first can be made. */
  readonly another?: boolean;
}

/** The people who run the exchange. Made by the command line only: there is no default account and no route. */
@Injectable()
export class Operators {
  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Makes an operator account, outside every organization.
   * @returns the person's id
   * @throws Refusal `already-done` when there is an operator and `another` was not said, `invalid-input`, `conflict`
   */
  async create({ email, name, password, another = false }: NewOperator): Promise<string> {
    const address = emailSchema.safeParse(email);
    if (!address.success) throw invalid('email', 'must be one e-mail address');
    const chosen = newPassword.safeParse(password);
    if (!chosen.success) throw invalid('password', chosen.error.issues[0]?.message ?? 'cannot be used');
    const hash = await this.people.hashFor({ email: address.data, name }, chosen.data, 'password');
    try {
      return await this.database.asSystem(null, async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(hashtext('warifu.operators'))`); // two first operators at once: one
        const [{ n }] = await tx.query(`select count(*)::int as n from people where operator_since is not null`);
        if (n > 0 && !another) throw alreadyDone('There is an operator already. Say so if you want another.');
        const id = uuid();
        await tx.query(
          `insert into people (id, email, name, password_hash, operator_since) values ($1, $2, $3, $4, now())`,
          [id, address.data, name, hash],
        );
        await this.ledger.append(tx, { organizationId: null }, { event: 'operator.created', subjectId: id });
        return id;
      });
    } catch (error) {
      if (violates(error, 'people_email_is_used_once')) throw conflict('This address has an account already.');
      throw error;
    }
  }
}
