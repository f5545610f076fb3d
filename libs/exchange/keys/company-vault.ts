import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/database';
import { masterPlaces, MasterVault, type Vault } from '#platform/vault';

/**
 * What is sealed for one company: its signing keys, presentation keys, evidence. The company's key is made the first
 * time it is needed, and is itself sealed under the master key.
 */
@Injectable()
export class CompanyVault {
  constructor(private readonly master: MasterVault) {}

  /**
   * Opens the company's vault for the time `use` runs, then zeroes its key. Everything sealed in it names its place
   * (`context`), so that a sealed value opens nowhere else.
   * @throws VaultError when the master key is not the one the company's key was sealed under
   */
  async open<T>(tx: Tx, organizationId: string, use: (vault: Vault) => T | Promise<T>): Promise<T> {
    return this.openWith(organizationId, await this.wrappedKey(tx, organizationId), use);
  }

  /** The same, where the caller's own statement has already read `company_keys.wrapped`. */
  async openWith<T>(organizationId: string, wrapped: Buffer, use: (vault: Vault) => T | Promise<T>): Promise<T> {
    const vault = this.master.within([{ sealed: wrapped, about: masterPlaces.companyKey(organizationId) }]);
    try {
      return await use(vault);
    } finally {
      vault.close();
    }
  }

  /** The company's key as it is stored, made when there is none: two that ask together get the same one. */
  async wrappedKey(tx: Tx, organizationId: string): Promise<Buffer> {
    const stored = async (): Promise<Buffer | undefined> => {
      const [row] = await tx.query(`select wrapped from company_keys where organization_id = $1`, [organizationId]);
      return row?.wrapped;
    };
    const known = await stored();
    if (known) return known;
    await tx.query(
      `insert into company_keys (organization_id, wrapped) values ($1, $2) on conflict (organization_id) do nothing`,
      [organizationId, this.master.newWrappedKey(masterPlaces.companyKey(organizationId))],
    );
    return (await stored()) as Buffer;
  }
}
