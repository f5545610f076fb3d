import { Inject, Injectable } from '@nestjs/common';
import { type Algorithm, type EcJwk, prepareEdition } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { PersonActor } from '#exchange/access';
import type { Custody } from '#contracts/key';
import { CompanyVault, issuerOf, newSealedKeyPair, type SealedKeyPair, SigningKeys } from '#exchange/keys';
import { Ledger } from '#exchange/ledger';
import { CONFIG, type Config } from '#platform/config';
import { Database, type Tx, uuid } from '#platform/database';
import { conflict, notFound } from '#platform/errors';
import { context } from '#platform/vault';
import { editionInput, VALIDITY_SECONDS } from './edition-input.ts';
import { type ProfileMaterial, profileMaterial } from './profile-material.ts';
import { mustBePublishable, type PublishableState } from './publishable.ts';
import { drawStatusPlace } from './status-indexes.ts';

/** The bytes waiting for a signature, and which key is to make it. `id` becomes the edition's. */
export interface Prepared {
  readonly id: string;
  readonly number: number;
  readonly revision: number;
  readonly kid: string;
  readonly alg: Algorithm;
  readonly custody: Custody;
  readonly signingInput: string;
  readonly expiresAt: Date;
}

/** Where the private half of an edition's presentation key is sealed. */
export const presentationKeyPlace = (organizationId: string, editionId: string) =>
  context({ purpose: 'presentation-key', organizationId, id: editionId, version: 1 });

/** The first step of publishing: says which bytes to sign, so that the key may be anywhere. */
@Injectable()
export class Preparations {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly keys: SigningKeys,
    private readonly vault: CompanyVault,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Freezes the approved revision. An earlier preparation that nobody signed is replaced.
   * @param kid the key that will sign; the newest in use when left out
   * @throws Refusal `not-publishable` when nothing is approved or the company is unverified; `conflict` without a key
   */
  async prepare(actor: PersonActor, kid?: string): Promise<Prepared> {
    const { organizationId } = actor;
    return this.database.transaction(actor, async (tx) => {
      const approved = await holdApproved(tx, organizationId);
      const key = await this.keys.current(tx, organizationId, kid);
      if (!key) throw kid ? notFound('Key') : conflict('There is no signing key in use. Make or register one first.');
      const material = await profileMaterial(tx, organizationId);
      const id = uuid();
      const presentationKey = await this.vault.open(tx, organizationId, (vault) =>
        newSealedKeyPair('ES256', vault, () => presentationKeyPlace(organizationId, id)),
      );
      const number = (material.latest?.number ?? 0) + 1;
      const frozen = { id, number, approved, key: { kid: key.kid, alg: key.algorithm }, presentationKey, material };
      const signingInput = await this.freeze(tx, actor, frozen);
      await this.ledger.append(tx, actor, { event: 'edition.prepared', editionId: id, detail: { number } });
      const expiresAt = new Date((material.now + VALIDITY_SECONDS) * 1000);
      return { id, number, revision: approved.revision, ...frozen.key, custody: key.custody, signingInput, expiresAt };
    });
  }

  /** Makes the bytes and keeps them; with another place in the status lists when somebody has the one drawn. */
  private async freeze(tx: Tx, actor: PersonActor, frozen: Frozen): Promise<string> {
    const { id, number, approved, key, presentationKey, material } = frozen;
    for (let draw = 0; ; draw++) {
      const { place, list, index } = drawStatusPlace(draw);
      const head = {
        id,
        issuer: issuerOf(this.config.origin, actor.organizationId),
        key,
        presentationKey: presentationKey.publicJwk,
        status: { uri: `${this.config.origin}/status/${list}`, index },
        approval: approved.approval,
      };
      const { signingInput, disclosures, itemIds } = prepareEdition(editionInput(head, material), nodeCrypto);
      const saved = await tx.query(savePreparation, [
        actor.organizationId,
        id,
        number,
        approved.revision,
        key.kid,
        signingInput,
        disclosures.join('~'),
        itemIds,
        presentationKey.sealed,
        place,
        new Date((material.now + VALIDITY_SECONDS) * 1000),
        actor.memberId,
      ]);
      if (saved.length > 0) return signingInput;
    }
  }
}

interface Frozen {
  readonly id: string;
  readonly number: number;
  readonly approved: Approved;
  readonly key: { readonly kid: string; readonly alg: Algorithm };
  readonly presentationKey: SealedKeyPair<EcJwk>;
  readonly material: ProfileMaterial;
}

interface Approved extends PublishableState {
  readonly revision: number;
  readonly approval: { readonly name: string; readonly title: string; readonly at: number; readonly self: boolean };
}

/** Holds the profile until the transaction ends: whoever changes, prepares or completes takes their turn. */
async function holdApproved(tx: Tx, organizationId: string): Promise<Approved> {
  const [profile]: Approved[] = await tx.query(
    `select p.state, p.revision, o.assurance,
            json_build_object('name', h.name, 'title', m.title, 'self', p.self_approved,
              'at', floor(extract(epoch from p.approved_at))::bigint) as approval
       from profiles p
       join organizations o on o.id = p.organization_id and o.closed_at is null
       left join members m on m.id = p.approved_by
       left join people h on h.id = m.person_id
      where p.organization_id = $1 for update of p`,
    [organizationId],
  );
  mustBePublishable(profile);
  return profile;
}

/** Nothing is saved, and nothing comes back, when the place in the status lists was given before. */
const savePreparation = `
  with drawn as (
    insert into status_indexes (place, edition_id) values ($10, $2) on conflict do nothing returning place
  )
  insert into edition_preparations (organization_id, id, number, revision, kid, signing_input, disclosures, item_ids,
                                    presentation_key, status_index, expires_at, prepared_by, prepared_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, place, $11, $12, app_now() from drawn
  on conflict (organization_id) do update set
    id = excluded.id, number = excluded.number, revision = excluded.revision, kid = excluded.kid,
    signing_input = excluded.signing_input, disclosures = excluded.disclosures, item_ids = excluded.item_ids,
    presentation_key = excluded.presentation_key, status_index = excluded.status_index,
    expires_at = excluded.expires_at, prepared_by = excluded.prepared_by, prepared_at = excluded.prepared_at
  returning id`;
