import { Injectable } from '@nestjs/common';
import type { NewServiceAccount } from '#contracts/service-account';
import { Ledger } from '#exchange/ledger';
import { cutPage, Database, idPart, parseCursor, type Tx, uuid } from '#platform/database';
import { alreadyDone, forbidden, invalid, notFound } from '#platform/errors';
import type { Actor } from './actor.ts';
import { endGrantsOfNobody } from './grants-of-nobody.ts';
import { type Action, actions, allows, personal } from './permissions.ts';

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: Action[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const columns = `id, name, scopes, created_by as "createdBy", created_at as "createdAt", ended_at as "endedAt"`;

/** Programs of a company. Each may do the listed actions, which its maker could do too, and nothing else. */
@Injectable()
export class ServiceAccounts {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Refusal `invalid-input` for an unknown action, `forbidden` for one the maker does not have or only people do */
  async create(actor: Actor, { name, scopes }: NewServiceAccount): Promise<AccountRow> {
    const allowed = scopes.map((scope, at) => scopeFor(actor, scope, at));
    return this.database.transaction(actor, async (tx) => {
      const [account]: AccountRow[] = await tx.query(
        `insert into service_accounts (id, organization_id, name, scopes, created_by) values ($1, $2, $3, $4, $5)
         returning ${columns}`,
        [uuid(), actor.organizationId, name, allowed, makerOf(actor)],
      );
      if (!account) throw new Error('A service account was not written.');
      const detail = { scopes: allowed.join(' ') };
      await this.ledger.append(tx, actor, { event: 'service-account.created', subjectId: account.id, detail });
      return account;
    });
  }

  /** Those of the actor's company, ended ones too, newest first. */
  async list(actor: Actor, page: { cursor?: string | undefined; limit: number }) {
    const [after] = parseCursor(page.cursor, [idPart]) ?? [];
    const rows: AccountRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `select ${columns} from service_accounts
          where organization_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
        [actor.organizationId, after ?? null, page.limit + 1],
      ),
    );
    return cutPage(rows, page.limit, (row) => [row.id]);
  }

  /** Ends an account and all its keys at once, and the grants it was the last named reader of. */
  async end(actor: Actor, accountId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const mine = [accountId, actor.organizationId];
      const [ended] = await tx.query(
        `update service_accounts set ended_at = app_now()
          where id = $1 and organization_id = $2 and ended_at is null returning id`,
        mine,
      );
      if (ended.length === 0) {
        await this.mine(tx, actor, accountId);
        throw alreadyDone('This service account has ended already.');
      }
      await tx.query(`update api_keys set ended_at = app_now() where service_account_id = $1 and ended_at is null`, [
        accountId,
      ]);
      await endGrantsOfNobody(tx, actor, this.ledger);
      await this.ledger.append(tx, actor, { event: 'service-account.ended', subjectId: accountId });
    });
  }

  /** @throws Refusal `not-found` for another company's account */
  async mine(tx: Tx, actor: Actor, accountId: string): Promise<{ endedAt: Date | null }> {
    const [account] = await tx.query(
      `select ended_at as "endedAt" from service_accounts where id = $1 and organization_id = $2`,
      [accountId, actor.organizationId],
    );
    if (!account) throw notFound('Service account');
    return account;
  }
}

/** Accounts and keys are made by a person: when that person leaves, what they made can be ended. */
export function makerOf(actor: Actor): string {
  if (actor.memberId === null) throw forbidden('Only a person may do this, not an API key.');
  return actor.memberId;
}

function scopeFor(actor: Actor, scope: string, at: number): Action {
  const action = actions.find((one) => one === scope);
  if (!action) throw invalid(`/scopes/${at}`, 'not an action of this exchange');
  if ((personal as readonly Action[]).includes(action)) throw invalid(`/scopes/${at}`, 'only a person may do this');
  if (!allows(action, actor.roles))
    throw forbidden(`You cannot give a program what you may not do yourself: ${action}.`);
  return action;
}
