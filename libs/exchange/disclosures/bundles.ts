import { Inject, Injectable } from '@nestjs/common';
import { bundleText, completeJws, completeKeyBinding, prepareKeyBinding, prepareReceipt } from '#proof';
import { nodeCrypto, signWithNode } from '#proof/crypto-node';
import { CompanyVault, ExchangeKeys, issuerOf, TrustFiles, usePrivateKey } from '#exchange/keys';
import { Ledger } from '#exchange/ledger';
import { presentationKeyPlace } from '#exchange/profiles';
import { CONFIG, type Config } from '#platform/config';
import { Database, type Tx, uuid } from '#platform/database';
import { Refusal } from '#platform/errors';
import type { Opened } from './opening.ts';

interface Edition {
  readonly kid: string;
  readonly sealed: Buffer;
  readonly now: number;
  readonly expires: number;
  readonly terms_hash: Buffer | null;
}

/** What a reader can check without us: company-signed content, bound to this reader, with our receipt of delivery. */
@Injectable()
export class Bundles {
  constructor(
    private readonly database: Database,
    private readonly vault: CompanyVault,
    private readonly exchangeKeys: ExchangeKeys,
    private readonly trustFiles: TrustFiles,
    private readonly ledger: Ledger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes the bundle of one opening; its access record is written already.
   * @param nonce the reader's own, so that nobody can hand them an older one
   * @throws Refusal `conflict` when the edition was withdrawn: there is nothing to bundle any more
   */
  async of(opened: Opened, grantId: string, nonce: string): Promise<string> {
    if (opened.content === null) {
      throw new Refusal('conflict', 'This edition was withdrawn. There is nothing to check any more.');
    }
    const presentation = opened.content;
    const trust = (await this.trustFiles.current()).hash;
    return this.database.asSystem(opened.grantor_id, async (tx) => {
      const edition = await this.edition(tx, opened);
      const audience = issuerOf(this.config.origin, opened.asker_id);
      const binding = prepareKeyBinding(presentation, { audience, nonce, issuedAt: edition.now }, nodeCrypto.sha256);
      const signature = await this.vault.open(tx, opened.grantor_id, (vault) =>
        usePrivateKey(vault, edition.sealed, presentationKeyPlace(opened.grantor_id, opened.edition_id), (key) =>
          signWithNode('ES256', key, binding),
        ),
      );
      const receipt = await this.receipt(tx, { opened, grantId, edition, audience, presentation, trust });
      return bundleText({ presentation: completeKeyBinding(presentation, binding, signature), receipt, trust });
    });
  }

  private async receipt(
    tx: Tx,
    about: { opened: Opened; grantId: string; edition: Edition; audience: string; presentation: string; trust: string },
  ): Promise<string> {
    const { opened, edition } = about;
    const signer = await this.exchangeKeys.signer(tx, 'registrar');
    const head = await this.ledger.head(tx);
    const input = prepareReceipt(
      {
        issuer: this.config.origin,
        audience: about.audience,
        id: `urn:uuid:${uuid()}`,
        issuedAt: edition.now,
        expiresAt: edition.expires,
        presentationHash: nodeCrypto.sha256(about.presentation),
        grant: about.grantId,
        edition: opened.number,
        trust: about.trust,
        ...(edition.terms_hash && opened.terms_id
          ? { terms: { id: opened.terms_id, hash: edition.terms_hash.toString('base64url') } }
          : {}),
        ...(head ? { ledger: head } : {}),
      },
      signer,
    );
    return completeJws(input, signer.sign(input));
  }

  private async edition(tx: Tx, opened: Opened): Promise<Edition> {
    const [row] = await tx.query(
      `select kid, presentation_key as sealed, floor(extract(epoch from app_now()))::float8 as now,
              floor(extract(epoch from greatest(app_now(), least(expires_at, $2::timestamptz))))::float8 as expires,
              (select hash from terms where id = $3) as terms_hash
         from editions where id = $1`,
      [opened.edition_id, opened.ends_at, opened.terms_id],
    );
    return row;
  }
}
