import { Injectable } from '@nestjs/common';
import { algorithmOf, type PublicJwk, readPublicJwk } from '#proof';
import { signWithNode } from '#proof/crypto-node';
import type { NewKey } from '#contracts/key';
import type { Actor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { alreadyDone, conflict, invalid, notFound } from '#platform/errors';
import { context } from '#platform/vault';
import { CompanyVault } from './company-vault.ts';
import { type Challenge, KeyChallenges } from './key-challenge.ts';
import { isOnCurve, kidOf, newSealedKeyPair, usePrivateKey } from './private-key.ts';
import { SigningKey } from './signing-key.entity.ts';
import { TrustFiles } from './trust-files.ts';

/** A company's signing keys: added, retired, reported as compromised. History is only ever closed, never rewritten. */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly vault: CompanyVault,
    private readonly challenges: KeyChallenges,
    private readonly trust: TrustFiles,
  ) {}

  /** Newest first. */
  async list(actor: Actor): Promise<SigningKey[]> {
    return this.database.transaction(actor, (tx) => this.of(tx, actor.organizationId));
  }

  /** Every key a company has had, newest first. Public: a reader needs it to check a signature. */
  async of(tx: Tx, organizationId: string): Promise<SigningKey[]> {
    return tx.find(SigningKey, { where: { organizationId }, order: { validFrom: 'DESC', kid: 'ASC' } });
  }

  /** What a company signs to show that it has the private half of a key it wants to register. */
  challenge(actor: Actor, jwk: PublicJwk): Challenge {
    return this.challenges.issue(actor.organizationId, usable(jwk));
  }

  /**
   * Adds a key; one that is in use stays so, because an overlap is how keys are changed without a gap.
   * @throws Refusal `invalid-input` for a key or proof that does not hold, `conflict` for a key that was registered before
   */
  async add(actor: Actor, asked: NewKey): Promise<SigningKey> {
    return this.change(actor, (tx) => this.insert(tx, actor, asked, {}));
  }

  /**
   * A new key for one that cannot sign any more. Nothing by the old key vouches for the new one, so this is for owners
   * and approvers, and the ledger says that it was done.
   */
  async replace(actor: Actor, lost: string, asked: NewKey): Promise<SigningKey> {
    return this.change(actor, async (tx) => {
      await this.close(tx, actor, lost, { event: 'key.retired', detail: { kid: lost, lost: true } });
      return this.insert(tx, actor, asked, { replaces: lost });
    });
  }

  /** From now on the key signs nothing; what it signed stays good. Its private half, where we held it, is destroyed. */
  async retire(actor: Actor, kid: string): Promise<SigningKey> {
    return this.change(actor, async (tx) => {
      await this.close(tx, actor, kid, { event: 'key.retired', detail: { kid } });
      return this.one(tx, actor, kid);
    });
  }

  /**
   * The key may have been in other hands since then: what was published from that moment on is disputed.
   * @throws Refusal `invalid-input` for a moment to come, `already-done` when it was reported before
   */
  async compromise(actor: Actor, kid: string, since: Date): Promise<SigningKey> {
    return this.change(actor, async (tx) => {
      const [rows] = await tx.query(
        `update signing_keys set compromised_since = $3, valid_until = coalesce(valid_until, app_now())
          where kid = $1 and organization_id = $2 and compromised_since is null and $3 <= app_now() returning 1`,
        [kid, actor.organizationId, since],
      );
      if (rows.length === 0) {
        const key = await this.one(tx, actor, kid);
        if (key.compromisedSince) throw alreadyDone('This key has been reported as compromised already.');
        throw invalid('/since', 'This moment has not come yet.');
      }
      await this.forget(tx, kid);
      await this.ledger.append(tx, actor, { event: 'key.compromised', detail: { kid, since: since.toISOString() } });
      return this.one(tx, actor, kid);
    });
  }

  /**
   * The key to sign with now: the newest one in use, or the one named.
   * @returns undefined when there is none in use
   */
  async current(tx: Tx, organizationId: string, kid?: string): Promise<SigningKey | undefined> {
    const [row]: SigningKey[] = await tx.query(
      `select kid, organization_id as "organizationId", public_jwk as "publicJwk", algorithm, custody,
              valid_from as "validFrom", valid_until as "validUntil", compromised_since as "compromisedSince",
              added_by as "addedBy"
         from signing_keys
        where organization_id = $1 and valid_until is null and valid_from <= app_now() and ($2::text is null or kid = $2)
        order by valid_from desc, kid limit 1`,
      [organizationId, kid ?? null],
    );
    return row;
  }

  /**
   * Signs with a key the exchange holds. The caller has checked that the key is in use.
   * @throws Refusal `conflict` when the private half is not here
   */
  async sign(
    tx: Tx,
    key: Pick<SigningKey, 'kid' | 'organizationId' | 'algorithm'>,
    input: string,
  ): Promise<Uint8Array> {
    const [row]: { wrapped: Buffer; company: Buffer }[] = await tx.query(
      `select s.wrapped, c.wrapped as company from key_secrets s join company_keys c using (organization_id)
        where s.kid = $1 and s.organization_id = $2`,
      [key.kid, key.organizationId],
    );
    if (!row) throw conflict('This key is not held by the exchange: send the signature.');
    return this.vault.openWith(key.organizationId, row.company, (vault) =>
      usePrivateKey(vault, row.wrapped, secretPlace(key.organizationId)(key.kid), (secret) =>
        signWithNode(key.algorithm, secret, input),
      ),
    );
  }

  private async change(actor: Actor, work: (tx: Tx) => Promise<SigningKey>): Promise<SigningKey> {
    const key = await this.database.transaction(actor, work);
    this.trust.lookAgain();
    return key;
  }

  private async insert(
    tx: Tx,
    actor: Actor,
    asked: NewKey,
    about: { readonly replaces?: string },
  ): Promise<SigningKey> {
    const { kid, publicJwk, sealed } = await this.material(tx, actor, asked);
    const inserted = await tx.query(
      `insert into signing_keys (kid, organization_id, public_jwk, algorithm, custody, valid_from, added_by)
       values ($1, $2, $3, $4, $5, app_now(), $6) on conflict (kid) do nothing returning kid`,
      [kid, actor.organizationId, JSON.stringify(publicJwk), algorithmOf(publicJwk), asked.custody, actor.memberId],
    );
    if (inserted.length === 0) throw conflict('This key was registered before. A key is used once: make a new one.');
    if (sealed) {
      await tx.query(`insert into key_secrets (kid, organization_id, wrapped) values ($1, $2, $3)`, [
        kid,
        actor.organizationId,
        sealed,
      ]);
    }
    await this.ledger.append(tx, actor, { event: 'key.added', detail: { kid, custody: asked.custody, ...about } });
    return this.one(tx, actor, kid);
  }

  private async material(tx: Tx, { organizationId }: Actor, asked: NewKey) {
    if (asked.custody === 'exchange') {
      return this.vault.open(tx, organizationId, (vault) =>
        newSealedKeyPair('ES256', vault, secretPlace(organizationId)),
      );
    }
    const publicJwk = usable(asked.publicJwk);
    this.challenges.check(organizationId, publicJwk, asked);
    return { kid: kidOf(publicJwk), publicJwk, sealed: undefined };
  }

  private async close(
    tx: Tx,
    actor: Actor,
    kid: string,
    about: { readonly event: 'key.retired'; readonly detail: Readonly<Record<string, string | boolean>> },
  ): Promise<void> {
    const [rows] = await tx.query(
      `update signing_keys set valid_until = app_now() where kid = $1 and organization_id = $2 and valid_until is null
       returning 1`,
      [kid, actor.organizationId],
    );
    if (rows.length === 0) {
      await this.one(tx, actor, kid);
      throw alreadyDone('This key is not in use any more.');
    }
    await this.forget(tx, kid);
    await this.ledger.append(tx, actor, about);
  }

  private async forget(tx: Tx, kid: string): Promise<void> {
    await tx.query(`delete from key_secrets where kid = $1`, [kid]);
  }

  private async one(tx: Tx, { organizationId }: Actor, kid: string): Promise<SigningKey> {
    const key = await tx.findOneBy(SigningKey, { kid, organizationId });
    if (!key) throw notFound('Key');
    return key;
  }
}

/** Where the private half of a company's signing key is stored. */
const secretPlace = (organizationId: string) => (kid: string) =>
  context({ purpose: 'signing-key', organizationId, id: kid, version: 1 });

/** A key we can check signatures with; 32 bytes that are no point of the curve are refused here, by name. */
function usable(jwk: PublicJwk): PublicJwk {
  const key = readPublicJwk({ ...jwk });
  if (!isOnCurve(key)) throw invalid('/publicJwk', 'This is not a key of its curve.');
  return key;
}
