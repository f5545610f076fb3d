import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { completeJws, prepareTrust, type PublicJwk, type TrustedKey, type TrustedOrganization } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { Custody } from '#contracts/key';
import type { IdentityAssurance } from '#contracts/organization';
import type { OrganizationNames } from '#exchange/organizations';
import { CONFIG, type Config } from '#platform/config';
import { Database, type Tx } from '#platform/database';
import { ExchangeKeys, type PublishedExchangeKey } from './exchange-keys.ts';
import { issuerOf } from './issuer.ts';

/** The trust file in force. `hash` is what a receipt quotes: SHA-256 of the JWS, base64url. */
interface CurrentTrustFile {
  readonly jws: string;
  readonly hash: string;
}

interface OrganizationRow {
  readonly id: string;
  readonly names: OrganizationNames;
  readonly assurance: IdentityAssurance;
  readonly voucher: string | null;
  readonly keys: readonly {
    readonly kid: string;
    readonly jwk: PublicJwk;
    readonly custody: Custody;
    readonly from: number;
    readonly until: number | null;
    readonly compromised: number | null;
  }[];
}

/** Looking for changes is a pass over all organizations: not more often than this, and not more than 2 % of the time. */
const LOOK_AGAIN_MS = 2000;
const SHARE = 50;

/** The exchange's word on whose key is whose: every organization that ever published, signed by the registrar. */
@Injectable()
export class TrustFiles {
  private known: { readonly file: CurrentTrustFile; readonly until: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly keys: ExchangeKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The trust file, seconds behind at most; the same bytes on every replica until something in it changes. */
  async current(): Promise<CurrentTrustFile> {
    const began = performance.now();
    if (this.known && began < this.known.until) return this.known.file;
    const jws = await this.database.asSystem(null, (tx) => this.upToDate(tx));
    const file = { jws, hash: nodeCrypto.sha256(jws) };
    const now = performance.now();
    this.known = { file, until: now + Math.max(LOOK_AGAIN_MS, SHARE * (now - began)) };
    return file;
  }

  /** Something in it has changed and is committed: this process looks again at the next call. */
  lookAgain(): void {
    this.known = undefined;
  }

  private async upToDate(tx: Tx): Promise<string> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('trust-file', 0))`);
    const signer = await this.keys.signer(tx, 'registrar');
    await this.keys.signer(tx, 'status');
    const published = await this.keys.published(tx);
    const organizations = await organizationsOf(tx);
    const says = {
      issuer: this.config.origin,
      registrarKeys: published.filter(({ purpose }) => purpose === 'registrar').map(trustedKey),
      statusKeys: published.filter(({ purpose }) => purpose === 'status').map(trustedKey),
      organizations: organizations.map((row) => this.trusted(row)),
    };
    const contentHash = createHash('sha256').update(JSON.stringify(says)).digest();
    const [last] = await tx.query(
      `select version, jws, content_hash = $1 and signed_at > app_now() - interval '1 day' as fresh
         from trust_files order by version desc limit 1`,
      [contentHash],
    );
    if (last?.fresh) return last.jws;
    const [{ now }] = await tx.query(`select floor(extract(epoch from app_now()))::float8 as now`);
    const input = prepareTrust({ ...says, issuedAt: now }, signer);
    const jws = completeJws(input, signer.sign(input));
    await tx.query(`insert into trust_files (version, content_hash, jws) values ($1, $2, $3)`, [
      (last?.version ?? 0) + 1,
      contentHash,
      jws,
    ]);
    return jws;
  }

  private trusted({ id, names, assurance, voucher, keys }: OrganizationRow): TrustedOrganization {
    const { ja, en } = names;
    return {
      iss: issuerOf(this.config.origin, id),
      names: { ...(ja === undefined ? {} : { ja }), ...(en === undefined ? {} : { en }) },
      assurance: { kind: assurance, ...(voucher === null ? {} : { by: voucher }) },
      keys: keys.map(({ kid, jwk, custody, from, until, compromised }) => ({
        kid,
        jwk,
        custody,
        from,
        ...(until === null ? {} : { until }),
        ...(compromised === null ? {} : { compromisedSince: compromised }),
      })),
    };
  }
}

/** Whole seconds that never cut into the time a key was good: beginnings rounded down, ends up. */
const trustedKey = ({ kid, publicJwk, validFrom, validUntil }: PublishedExchangeKey): TrustedKey => ({
  kid,
  jwk: publicJwk,
  from: Math.floor(validFrom.getTime() / 1000),
  ...(validUntil === null ? {} : { until: Math.ceil(validUntil.getTime() / 1000) }),
});

async function organizationsOf(tx: Tx): Promise<OrganizationRow[]> {
  return tx.query(
    `select o.id, o.names, o.assurance, coalesce(v.names->>'ja', v.names->>'en') as voucher,
            json_agg(json_build_object('kid', k.kid, 'jwk', k.public_jwk, 'custody', k.custody,
              'from', floor(extract(epoch from k.valid_from))::bigint,
              'until', ceil(extract(epoch from k.valid_until))::bigint,
              'compromised', floor(extract(epoch from k.compromised_since))::bigint) order by k.valid_from, k.kid) as keys
       from publishing_organizations() p (id)
       join organizations o on o.id = p.id
       join signing_keys k on k.organization_id = o.id
       left join organizations v on v.id = o.vouched_by
      group by o.id, v.id order by o.id`,
  );
}
