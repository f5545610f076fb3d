import { Injectable } from '@nestjs/common';
import { type Algorithm, completeJws, decodeBase64url, type PublicJwk } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import type { PersonActor } from '#exchange/access';
import { Outbox } from '#exchange/jobs';
import type { Custody } from '#contracts/key';
import { SigningKeys, TrustFiles } from '#exchange/keys';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { conflict, invalid } from '#platform/errors';
import { editionColumns, type EditionRow } from './edition-rows.ts';
import { mustBePublishable, type PublishableState, whyNotCompleted } from './publishable.ts';

/** What completes a preparation: which one (the one waiting, when left out) and, for a key of one's own, the signature. */
export interface Signed {
  readonly id?: string | undefined;
  /** base64url of 64 bytes. */
  readonly signature?: string | undefined;
}

/** The second step of publishing: takes or makes the signature, and publishes. */
@Injectable()
export class Publishing {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly keys: SigningKeys,
    private readonly trust: TrustFiles,
  ) {}

  /**
   * The edition, what it names, ledger and outbox commit together. Of many who complete the same preparation one does,
   * and the others are told so.
   * @throws Refusal `not-publishable`, `already-done`, `conflict` when something changed since, `invalid-input` naming
   *         `signature` when it is missing or does not hold
   */
  async complete(actor: PersonActor, signed: Signed): Promise<EditionRow> {
    const { organizationId } = actor;
    const edition = await this.database.transaction(actor, async (tx) => {
      const prepared = await holdPrepared(tx, organizationId, signed.id);
      const jwt = completeJws(prepared.signing_input, await this.sign(tx, organizationId, prepared, signed.signature));
      const [published]: EditionRow[] = await tx.query(publish, [organizationId, prepared.id, jwt]);
      if (!published) throw await whyNotCompleted(tx, organizationId, prepared.id);
      await this.ledger.append(tx, actor, {
        event: 'edition.published',
        editionId: prepared.id,
        detail: { number: prepared.number, kid: prepared.kid, custody: prepared.custody },
      });
      await this.outbox.put(tx, 'editions.cut', { organizationId, editionId: prepared.id });
      return published;
    });
    this.trust.lookAgain();
    return edition;
  }

  /** The signature, checked with the registered public key whoever made it: what is stored can be verified. */
  private async sign(tx: Tx, organizationId: string, prepared: Waiting, given: string | undefined) {
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

interface Waiting extends PublishableState {
  readonly approved_revision: number;
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

/** Holds the profile until the transaction ends, with the preparation that waits for a signature. */
async function holdPrepared(tx: Tx, organizationId: string, id: string | undefined): Promise<Waiting> {
  const [row]: (Waiting | (PublishableState & { readonly id: null }))[] = await tx.query(
    `select p.state, p.revision as approved_revision, o.assurance, e.id, e.number, e.revision, e.signing_input,
            k.kid, k.algorithm, k.custody, k.public_jwk, k.valid_until is not null as retired
       from profiles p
       join organizations o on o.id = p.organization_id and o.closed_at is null
       left join edition_preparations e on e.organization_id = p.organization_id and ($2::uuid is null or e.id = $2)
       left join signing_keys k on k.kid = e.kid
      where p.organization_id = $1 for update of p`,
    [organizationId, id ?? null],
  );
  if (id !== undefined && !row?.id) throw await whyNotCompleted(tx, organizationId, id);
  mustBePublishable(row);
  if (row.id === null) throw await whyNotCompleted(tx, organizationId, undefined);
  if (row.revision !== row.approved_revision) throw conflict('The profile was approved anew since. Prepare again.');
  if (row.retired) throw conflict('The key chosen for this edition is not in use any more. Prepare again.');
  return row;
}

/**
 * The disclosures go from one table to the other inside Postgres: they are the bulk, and nobody has to look at them.
 * Every part sees the state before the statement: the approval is there to be copied, and the draft is still the
 * revision that was signed, so its evidence is the edition's; what the company decided not to disclose is not named.
 */
const publish = `
  with prepared as (
    delete from edition_preparations where organization_id = $1 and id = $2 returning *
  ), rested as (
    update profiles set state = 'draft', submitted_by = null, submitted_at = null,
           approved_by = null, approved_at = null, self_approved = false
     where organization_id = $1 and exists (select from prepared)
  ), named as (
    insert into edition_evidence (edition_id, item_id, evidence_id, organization_id)
    select d.id, a.item_id, f.id::uuid, d.organization_id
      from prepared d join draft_answers a on a.organization_id = d.organization_id,
           jsonb_array_elements_text(a.answer -> 'evidence') as f (id)
     where not a.answer -> 'notDisclosed' ? 'evidence'
  )
  insert into editions as e (id, organization_id, number, jti, kid, issuer_jwt, disclosures, item_ids, hash, catalogue_id,
                        catalogue_edition, presentation_key, revision, approved_by, self_approved, status_index,
                        published_at, expires_at)
  select d.id, d.organization_id, d.number, 'urn:uuid:' || d.id, d.kid, $3::text, d.disclosures, d.item_ids,
         sha256(convert_to($3::text, 'UTF8')), p.catalogue_id, p.catalogue_edition, d.presentation_key, d.revision,
         p.approved_by, p.self_approved, d.status_index, app_now(), d.expires_at
    from prepared d join profiles p on p.organization_id = d.organization_id
  returning ${editionColumns}`;
