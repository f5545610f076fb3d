import { Injectable } from '@nestjs/common';
import type { KeyPath, NewApiKey } from '#contracts/service-account';
import { Ledger } from '#exchange/ledger';
import { cutPage, Database, idPart, parseCursor, uuid } from '#platform/database';
import { alreadyDone, conflict, notFound } from '#platform/errors';
import type { Actor } from './actor.ts';
import { makerOf, ServiceAccounts } from './service-accounts.ts';
import { newToken } from './tokens.ts';

export interface KeyRow {
  readonly id: string;
  readonly hint: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

const columns = `k.id, k.hint, k.created_by as "createdBy", k.created_at as "createdAt", k.expires_at as "expiresAt",
                 k.ended_at as "endedAt"`;

/** Secrets of service accounts: shown once, kept as a hash, over after a year at the latest. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly accounts: ServiceAccounts,
    private readonly ledger: Ledger,
  ) {}

  /** @returns the key and, this once, its secret */
  async create(actor: Actor, accountId: string, { days }: NewApiKey): Promise<{ key: KeyRow; secret: string }> {
    return this.database.transaction(actor, async (tx) => {
      const account = await this.accounts.mine(tx, actor, accountId);
      if (account.endedAt !== null) throw conflict('This service account has ended.');
      const { token, hash } = newToken('api-key');
      const [key]: KeyRow[] = await tx.query(
        `insert into api_keys as k (id, service_account_id, token_hash, hint, created_by, expires_at)
         values ($1, $2, $3, $4, $5, app_now() + make_interval(days => $6)) returning ${columns}`,
        [uuid(), accountId, hash, token.slice(-4), makerOf(actor), days],
      );
      if (!key) throw new Error('A key was not written.');
      await this.ledger.append(tx, actor, { event: 'api-key.created', subjectId: key.id, detail: { days } });
      return { key, secret: token };
    });
  }

  /** The keys of one account, newest first; never their secrets. */
  async list(actor: Actor, accountId: string, page: { cursor?: string | undefined; limit: number }) {
    const [after] = parseCursor(page.cursor, [idPart]) ?? [];
    const rows: KeyRow[] = await this.database.transaction(actor, async (tx) => {
      await this.accounts.mine(tx, actor, accountId);
      return tx.query(
        `select ${columns} from api_keys k
          where k.service_account_id = $1 and ($2::uuid is null or k.id < $2) order by k.id desc limit $3`,
        [accountId, after ?? null, page.limit + 1],
      );
    });
    return cutPage(rows, page.limit, (row) => [row.id]);
  }

  /** Ends a key: the next request with it is refused. */
  async end(actor: Actor, { id: accountId, keyId }: KeyPath): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      await this.accounts.mine(tx, actor, accountId);
      const [ended] = await tx.query(
        `update api_keys set ended_at = app_now()
          where id = $1 and service_account_id = $2 and ended_at is null returning id`,
        [keyId, accountId],
      );
      if (ended.length === 0) {
        const known = await tx.query(`select from api_keys where id = $1 and service_account_id = $2`, [
          keyId,
          accountId,
        ]);
        throw known.length > 0 ? alreadyDone('This key has ended already.') : notFound('Key');
      }
      await this.ledger.append(tx, actor, { event: 'api-key.ended', subjectId: keyId });
    });
  }
}
