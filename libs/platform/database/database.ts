import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

declare const insideTransaction: unique symbol;

/** Exists only inside `Database.transaction`, so that writing outside one does not compile. */
export type Tx = EntityManager & { readonly [insideTransaction]: true };

/** Whose rows the transaction may touch at all: the second wall, under every query's own join. */
interface OnBehalf {
  readonly organizationId: string | null;
}

const nobody: OnBehalf = { organizationId: null };

/** Opens transactions. Row-level security is keyed by the organization each one is opened for. */
@Injectable()
export class Database {
  private readonly ambient = new AsyncLocalStorage<{ tx: Tx | null }>();

  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one transaction on behalf of an organization. Everything it calls joins through `tx`.
   * Inside `atOnce` it joins the transaction that is already open.
   */
  async transaction<T>(who: OnBehalf, work: (tx: Tx) => Promise<T>): Promise<T> {
    const shared = this.ambient.getStore();
    if (shared?.tx) return this.behalf(shared.tx, who, work);
    return this.source.transaction((manager) => this.behalf(manager as Tx, who, work));
  }

  /** A transaction of the exchange itself, on behalf of one organization or (null) of none. Greppable on purpose. */
  async asSystem<T>(organizationId: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction({ organizationId }, work);
  }

  /**
   * One transaction around a whole request: every `transaction` inside joins it, and what `settle` writes commits
   * with it. This is what makes an Idempotency-Key exact: the effect and the remembered answer are one commit.
   */
  async atOnce<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction((manager) =>
      this.ambient.run({ tx: manager as Tx }, () => this.behalf(manager as Tx, nobody, work)),
    );
  }

  private async behalf<T>(tx: Tx, who: OnBehalf, work: (tx: Tx) => Promise<T>): Promise<T> {
    const [before] = await tx.query(
      `select current_setting('warifu.organization', true) as was, set_config('warifu.organization', $1, true)`,
      [who.organizationId ?? ''],
    );
    const result = await work(tx);
    if (before.was) await tx.query(`select set_config('warifu.organization', $1, true)`, [before.was]);
    return result;
  }
}
