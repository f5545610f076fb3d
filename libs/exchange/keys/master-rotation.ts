import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#platform/database';
import { masterPlaces, MasterVault, type SealContext } from '#platform/vault';

/** How many sealed values were moved to the current master key. */
interface Rotated {
  readonly companyKeys: number;
  readonly exchangeKeys: number;
  readonly mails: number;
}

/**
 * Moves everything that is sealed under an earlier master key to the current one. Only the keys of companies are sealed
 * there, not what those keys seal, so it takes one small update per company. Running it twice is harmless; stopping it
 * half-way too.
 */
@Injectable()
export class MasterRotation {
  constructor(
    private readonly master: MasterVault,
    private readonly database: Database,
  ) {}

  /** @throws VaultError when a value is under a key that was not given, current or previous */
  async rotateMaster(): Promise<Rotated> {
    const companies: { id: string }[] = await this.database.asSystem(null, (tx) =>
      tx.query(`select id from organizations order by id`),
    );
    let companyKeys = 0;
    for (const { id } of companies) {
      companyKeys += await this.database.asSystem(id, (tx) =>
        this.rewrap(tx, { table: 'company_keys', id: 'organization_id', sealed: 'wrapped' }, masterPlaces.companyKey),
      );
    }
    return this.database.asSystem(null, async (tx) => ({
      companyKeys,
      exchangeKeys: await this.rewrap(
        tx,
        { table: 'exchange_keys', id: 'kid', sealed: 'wrapped' },
        masterPlaces.exchangeKey,
      ),
      mails: await this.rewrap(tx, { table: 'mails', id: 'id', sealed: 'sealed_token' }, masterPlaces.mail),
    }));
  }

  private async rewrap(
    tx: Tx,
    at: { readonly table: string; readonly id: string; readonly sealed: string },
    place: (id: string) => SealContext,
  ): Promise<number> {
    const rows: { id: string; sealed: Buffer }[] = await tx.query(
      `select ${at.id} as id, ${at.sealed} as sealed from ${at.table} where ${at.sealed} is not null for update`,
    );
    const behind = rows.filter(({ sealed }) => !this.master.isCurrent(sealed));
    for (const { id, sealed } of behind) {
      await tx.query(`update ${at.table} set ${at.sealed} = $2 where ${at.id} = $1`, [
        id,
        this.master.rewrap(sealed, place(id)),
      ]);
    }
    return behind.length;
  }
}
