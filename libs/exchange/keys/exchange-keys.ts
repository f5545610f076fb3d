import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Algorithm, PublicJwk } from '#proof';
import { signWithNode } from '#proof/crypto-node';
import { Database, type Tx } from '#platform/database';
import { masterPlaces, MasterVault } from '#platform/vault';
import type { ExchangeKey } from './exchange-key.entity.ts';
import { newSealedKeyPair, usePrivateKey } from './private-key.ts';

type ExchangeKeyPurpose = ExchangeKey['purpose'];

/** A public key of the exchange and when it was in use. */
export interface PublishedExchangeKey {
  readonly kid: string;
  readonly purpose: ExchangeKeyPurpose;
  readonly algorithm: Algorithm;
  readonly publicJwk: PublicJwk;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
}

/** The key in use for a purpose: its name, and signing with it. */
interface ExchangeSigner {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly publicJwk: PublicJwk;
  /** Signs ASCII; 64 bytes as JOSE wants them. */
  sign(signingInput: string): Uint8Array;
}

// Ledger heads travel in the formats of transparency logs, which know Ed25519 only; tokens are ES256.
const algorithms: Record<ExchangeKeyPurpose, Algorithm> = { registrar: 'ES256', status: 'ES256', ledger: 'Ed25519' };

interface Row {
  readonly kid: string;
  readonly purpose: ExchangeKeyPurpose;
  readonly public_jwk: PublicJwk;
  readonly wrapped: Buffer;
  readonly valid_from: Date;
  readonly valid_until: Date | null;
}

/** The exchange's own keys. One is in use per purpose; earlier ones stay, because old signatures name them. */
@Injectable()
export class ExchangeKeys implements OnApplicationBootstrap {
  constructor(
    private readonly master: MasterVault,
    private readonly database: Database,
  ) {}

  /** A master key that does not fit what is stored stops the process before it does half of something. */
  async onApplicationBootstrap() {
    await this.database.asSystem(null, async (tx) => {
      const [row]: Row[] = await tx.query(`select kid, wrapped from exchange_keys order by valid_from desc limit 1`);
      if (!row) return;
      try {
        this.master.open(row.wrapped, masterPlaces.exchangeKey(row.kid)).fill(0);
      } catch (cause) {
        throw new Error('The master key is not the one this database was sealed under. Put the right one back.', {
          cause,
        });
      }
    });
  }

  /** The key in use; made the first time, by one of those who ask together. */
  async signer(tx: Tx, purpose: ExchangeKeyPurpose): Promise<ExchangeSigner> {
    const row = (await inUse(tx, purpose)) ?? (await this.make(tx, purpose));
    const { kid, public_jwk: publicJwk, wrapped } = row;
    const alg = algorithms[purpose];
    const sign = (signingInput: string) =>
      usePrivateKey(this.master, wrapped, masterPlaces.exchangeKey(kid), (key) => signWithNode(alg, key, signingInput));
    return { kid, alg, publicJwk, sign };
  }

  /** Every key there was and is, oldest first. */
  async published(tx: Tx): Promise<PublishedExchangeKey[]> {
    const rows: Row[] = await tx.query(
      `select kid, purpose, public_jwk, valid_from, valid_until from exchange_keys order by valid_from, kid`,
    );
    return rows.map((row) => ({
      kid: row.kid,
      purpose: row.purpose,
      algorithm: algorithms[row.purpose],
      publicJwk: row.public_jwk,
      validFrom: row.valid_from,
      validUntil: row.valid_until,
    }));
  }

  private async make(tx: Tx, purpose: ExchangeKeyPurpose): Promise<Row> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('exchange-key:' || $1, 0))`, [purpose]);
    const made = await inUse(tx, purpose);
    if (made) return made;
    const { kid, publicJwk, sealed } = newSealedKeyPair(algorithms[purpose], this.master, masterPlaces.exchangeKey);
    await tx.query(
      `insert into exchange_keys (kid, purpose, public_jwk, wrapped, valid_from) values ($1, $2, $3, $4, app_now())`,
      [kid, purpose, JSON.stringify(publicJwk), sealed],
    );
    return (await inUse(tx, purpose)) as Row;
  }
}

async function inUse(tx: Tx, purpose: ExchangeKeyPurpose): Promise<Row | undefined> {
  const [row]: Row[] = await tx.query(
    `select kid, purpose, public_jwk, wrapped, valid_from, valid_until
       from exchange_keys where purpose = $1 and valid_until is null`,
    [purpose],
  );
  return row;
}
