import { Inject, Injectable } from '@nestjs/common';
import { type Algorithm, completeJws, decodeBase64url, type EcJwk, prepareEdition, type PublicJwk } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { PersonActor } from '#exchange/access';
import { Outbox } from '#exchange/jobs';
import { CompanyVault, type Custody, issuerOf, newSealedKeyPair, SigningKeys, TrustFiles } from '#exchange/keys';
import { Ledger } from '#exchange/ledger';
import type { IdentityAssurance } from '#exchange/organizations';
import { CONFIG, type Config } from '#platform/config';
import { Database, type Tx, uuid } from '#platform/database';
import { alreadyDone, conflict, invalid, notFound, Refusal } from '#platform/errors';
import { context } from '#platform/vault';
import { editionInput, VALIDITY_SECONDS } from './edition-input.ts';
import { profileMaterial } from './profile-material.ts';
import type { ProfileStage } from './profile.entity.ts';
import { drawStatusPlace } from './status-indexes.ts';

/** The bytes waiting for a signature, and which key is to make it. */
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

/**
 * From an approved profile to a published edition, in two steps, so that the signing key may be anywhere: `prepare` says
 * which bytes to sign, `complete` takes the signature. Both hold the profile's row, so they take turns.
 */
@Injectable()
export class Publishing {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly keys: SigningKeys,
    private readonly vault: CompanyVault,
    private readonly trust: TrustFiles,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Freezes the approved revision into the bytes to sign. An earlier preparation nobody signed is replaced.
   * @param kid the key that will sign; the newest in use when left out
   * @throws Refusal `not-publishable` when nothing is approved or the company is unverified; `conflict` without a key
   */
  async prepare(actor: PersonActor, kid?: string): Promise<Prepared> {
    const { organizationId } = actor;
    return this.database.transaction(actor, async (tx) => {
      const approved = await mustBePublishable(tx, organizationId);
      const key = await this.keys.current(tx, organizationId, kid);
      if (!key) throw kid ? notFound('Key') : conflict('There is no signing key in use. Make or register one first.');
      const material = await profileMaterial(tx, organizationId);
      const id = uuid();
      const { place, list, index } = await drawStatusPlace(tx, id);
      const presentation = await this.vault.open(tx, organizationId, (vault) =>
        newSealedKeyPair('ES256', vault, () => presentationKeyPlace(organizationId, id)),
      );
      const input = editionInput(
        {
          id,
          issuer: issuerOf(this.config.origin, organizationId),
          key: { kid: key.kid, alg: key.algorithm },
          presentationKey: presentation.publicJwk satisfies EcJwk,
          status: { uri: `${this.config.origin}/status/${list}`, index },
          approval: {
            name: approved.approver_name,
            title: approved.approver_title,
            at: approved.approved_at,
            self: approved.self_approved,
          },
        },
        material,
      );
      const { signingInput, disclosures, itemIds } = prepareEdition(input, nodeCrypto);
      const expiresAt = new Date((material.now + VALIDITY_SECONDS) * 1000);
      await tx.query(savePreparation, [
        organizationId,
        id,
        input.number,
        approved.revision,
        key.kid,
        signingInput,
        disclosures.join('~'),
        itemIds,
        presentation.sealed,
        place,
        expiresAt,
        actor.memberId,
      ]);
      await this.ledger.append(tx, actor, {
        event: 'edition.prepared',
        editionId: id,
        detail: { number: input.number },
      });
      const { kid: by, algorithm: alg, custody } = key;
      return { id, number: input.number, revision: approved.revision, kid: by, alg, custody, signingInput, expiresAt };
    });
  }

  /**
   * Publishes what was prepared: the edition, what it names, ledger and outbox commit together. Of many who complete the
   * same preparation one does, and the others are told so.
   * @param id the preparation meant; whichever is waiting when left out
   * @param signature base64url of 64 bytes; left out where the exchange holds the key
   * @returns the edition's number
   */
  async complete(actor: PersonActor, { id, signature }: { id?: string | undefined; signature?: string | undefined }) {
    const { organizationId } = actor;
    const number = await this.database.transaction(actor, async (tx): Promise<number> => {
      const { revision } = await mustBePublishable(tx, organizationId, id);
      const prepared = await waiting(tx, organizationId, id);
      if (prepared.revision !== revision) throw conflict('The profile was approved anew since. Prepare again.');
      if (prepared.retired) throw conflict('The key chosen for this edition is not in use any more. Prepare again.');
      const made = await this.sign(tx, organizationId, prepared, signature);
      const jwt = completeJws(prepared.signing_input, made);
      const [published] = await tx.query(publish, [organizationId, prepared.id, jwt]);
      if (!published) throw alreadyDone('This edition has been published already.');
      await tx.query(nameEvidence, [prepared.id, organizationId]);
      await this.ledger.append(tx, actor, {
        event: 'edition.published',
        editionId: prepared.id,
        detail: { number: prepared.number, kid: prepared.kid, custody: prepared.custody },
      });
      await this.outbox.put(tx, 'editions.cut', { organizationId, editionId: prepared.id });
      return prepared.number;
    });
    this.trust.lookAgain();
    return number;
  }

  /** The signature, checked with the registered public key whoever made it: what is stored can be verified. */
  private async sign(
    tx: Tx,
    organizationId: string,
    prepared: Waiting,
    given: string | undefined,
  ): Promise<Uint8Array> {
    const { kid, algorithm, public_jwk: publicJwk, custody, signing_input: input } = prepared;
    if (given === undefined && custody === 'own') {
      throw invalid('/signature', 'This key is yours: send the signature over the signing input.');
    }
    const signature =
      given === undefined ? await this.keys.sign(tx, { kid, organizationId, algorithm }, input) : decodeGiven(given);
    if (!signature || !nodeCrypto.verify(publicJwk, input, signature)) {
      throw invalid('/signature', 'This is not a signature of the prepared bytes by the chosen key.');
    }
    return signature;
  }
}

function decodeGiven(signature: string): Uint8Array | undefined {
  try {
    return decodeBase64url(signature, 'signature');
  } catch {
    return undefined; // another spelling of the same bytes; one is enough
  }
}

interface Approved {
  readonly state: ProfileStage;
  readonly revision: number;
  readonly assurance: IdentityAssurance;
  readonly approver_name: string;
  readonly approver_title: string;
  readonly approved_at: number;
  readonly self_approved: boolean;
}

/** Holds the profile until the transaction ends. */
async function mustBePublishable(tx: Tx, organizationId: string, editionId?: string): Promise<Approved> {
  const [profile]: Approved[] = await tx.query(
    `select p.state, p.revision, o.assurance, h.name as approver_name, m.title as approver_title,
            floor(extract(epoch from p.approved_at))::float8 as approved_at, p.self_approved
       from profiles p
       join organizations o on o.id = p.organization_id and o.closed_at is null
       left join members m on m.id = p.approved_by
       left join people h on h.id = m.person_id
      where p.organization_id = $1 for update of p`,
    [organizationId],
  );
  if (editionId && (await isPublished(tx, organizationId, editionId))) {
    throw alreadyDone('This edition has been published already.');
  }
  if (profile?.state !== 'approved') throw new Refusal('not-publishable', 'The profile is not approved.');
  if (profile.assurance === 'unverified') {
    throw new Refusal('not-publishable', 'Nobody has confirmed yet that this account is that company.');
  }
  return profile;
}

async function isPublished(tx: Tx, organizationId: string, editionId: string): Promise<boolean> {
  const rows = await tx.query(`select from editions where id = $1 and organization_id = $2`, [
    editionId,
    organizationId,
  ]);
  return rows.length > 0;
}

interface Waiting {
  readonly id: string;
  readonly number: number;
  readonly revision: number;
  readonly signing_input: string;
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly custody: Custody;
  readonly public_jwk: PublicJwk;
  readonly retired: boolean;
}

async function waiting(tx: Tx, organizationId: string, id: string | undefined): Promise<Waiting> {
  const [row]: Waiting[] = await tx.query(
    `select e.id, e.number, e.revision, e.signing_input, k.kid, k.algorithm, k.custody, k.public_jwk,
            k.valid_until is not null as retired
       from edition_preparations e join signing_keys k on k.kid = e.kid
      where e.organization_id = $1 and ($2::uuid is null or e.id = $2)`,
    [organizationId, id ?? null],
  );
  if (!row) throw id ? notFound('Preparation') : conflict('Nothing is prepared. Prepare an edition first.');
  return row;
}

const savePreparation = `
  insert into edition_preparations (organization_id, id, number, revision, kid, signing_input, disclosures, item_ids,
                                    presentation_key, status_index, expires_at, prepared_by, prepared_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, app_now())
  on conflict (organization_id) do update set
    id = excluded.id, number = excluded.number, revision = excluded.revision, kid = excluded.kid,
    signing_input = excluded.signing_input, disclosures = excluded.disclosures, item_ids = excluded.item_ids,
    presentation_key = excluded.presentation_key, status_index = excluded.status_index,
    expires_at = excluded.expires_at, prepared_by = excluded.prepared_by, prepared_at = excluded.prepared_at`;

/**
 * The disclosures go from one table to the other inside Postgres: they are the bulk, and nobody has to look at them.
 * Every part sees the profile as it was before the statement, so the approval is still there to be copied.
 */
const publish = `
  with prepared as (
    delete from edition_preparations where organization_id = $1 and id = $2 returning *
  ), rested as (
    update profiles set state = 'draft', submitted_by = null, submitted_at = null,
           approved_by = null, approved_at = null, self_approved = false
     where organization_id = $1 and exists (select from prepared)
  )
  insert into editions (id, organization_id, number, jti, kid, issuer_jwt, disclosures, item_ids, hash, catalogue_id,
                        catalogue_edition, presentation_key, revision, approved_by, self_approved, status_index,
                        published_at, expires_at)
  select d.id, d.organization_id, d.number, 'urn:uuid:' || d.id, d.kid, $3::text, d.disclosures, d.item_ids,
         sha256(convert_to($3::text, 'UTF8')), p.catalogue_id, p.catalogue_edition, d.presentation_key, d.revision, p.approved_by,
         p.self_approved, d.status_index, app_now(), d.expires_at
    from prepared d join profiles p on p.organization_id = d.organization_id
  returning number`;

/** The draft is still the revision that was signed. Evidence the company decided not to disclose is not named. */
const nameEvidence = `
  insert into edition_evidence (edition_id, item_id, evidence_id, organization_id)
  select $1, d.item_id, f.id::uuid, d.organization_id
    from draft_answers d, jsonb_array_elements_text(d.answer -> 'evidence') as f (id)
   where d.organization_id = $2 and not d.answer -> 'notDisclosed' ? 'evidence'`;
