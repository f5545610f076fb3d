import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { coreCatalogue } from '../../libs/exchange/catalogues/index.ts';
import { uuid } from '../../libs/platform/database/index.ts';
import { nodeCrypto, signWithNode } from '../../libs/proof/crypto-node.ts';
import {
  completeEdition,
  editionHash,
  type EcJwk,
  type ItemInput,
  type LevelValue,
  NOT_STATED,
  prepareEdition,
  readPublicJwk,
  thumbprint,
} from '../../libs/proof/index.ts';

interface SigningPair {
  readonly kid: string;
  readonly jwk: EcJwk;
  readonly privateKey: KeyObject;
}

export function newSigningPair(): SigningPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = readPublicJwk(publicKey.export({ format: 'jwk' }) as never) as EcJwk;
  return { kid: thumbprint(jwk, nodeCrypto.sha256), jwk, privateKey };
}

export interface MadeEdition {
  readonly id: string;
  readonly jti: string;
  readonly number: number;
  readonly jwt: string;
  readonly disclosures: string;
  readonly itemIds: readonly string[];
  readonly hash: Buffer;
  readonly kid: string;
  readonly publishedAt: Date;
  readonly expiresAt: Date;
}

/** What an item says at its four levels; what is left out is not stated. */
export type Said = Readonly<Record<string, readonly (LevelValue | undefined)[]>>;

/** A signed edition made with `proof` alone, beside the product's own publishing: for reading tests and benchmarks. */
export function makeEdition(
  {
    origin,
    organizationId,
    number = 1,
    previous,
  }: { origin: string; organizationId: string; number?: number; previous?: string },
  said: Said,
  pair: SigningPair,
): MadeEdition {
  const id = uuid();
  const now = Math.floor(Date.now() / 1000);
  const catalogue = coreCatalogue();
  const items: ItemInput[] = catalogue.items.map((item) => {
    const [one, two, three, four] = said[item.id] ?? [];
    return { id: item.id, levels: [one ?? NOT_STATED, two ?? NOT_STATED, three ?? NOT_STATED, four ?? NOT_STATED] };
  });
  const prepared = prepareEdition(
    {
      key: { kid: pair.kid, alg: 'ES256' },
      issuer: `${origin}/c/${organizationId}`,
      id: `urn:uuid:${id}`,
      number,
      ...(previous ? { previous } : {}),
      issuedAt: now,
      validFrom: now,
      expiresAt: now + 365 * 86_400,
      presentationKey: newSigningPair().jwk,
      catalogue: { id: catalogue.id, edition: catalogue.edition, digest: catalogue.digest },
      approval: { title: { ja: '取締役' }, name: { ja: '試験 太郎' }, at: now, self: false },
      items,
    },
    nodeCrypto,
  );
  const { jwt, disclosures, itemIds } = completeEdition(
    prepared,
    signWithNode('ES256', pair.privateKey, prepared.signingInput),
  );
  return {
    id,
    jti: `urn:uuid:${id}`,
    number,
    jwt,
    disclosures: disclosures.join('~'),
    itemIds,
    hash: Buffer.from(
      editionHash(jwt, (text) => createHash('sha256').update(text).digest('base64url')),
      'base64url',
    ),
    kid: pair.kid,
    publishedAt: new Date(now * 1000),
    expiresAt: new Date((now + 365 * 86_400) * 1000),
  };
}

interface Queryable {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/** Stores an edition as publishing would have. */
export async function storeEdition(
  database: Queryable,
  organizationId: string,
  edition: MadeEdition,
  pair: SigningPair,
) {
  await database.query(
    `insert into signing_keys (kid, organization_id, public_jwk, algorithm, custody, valid_from)
     values ($1, $2, $3, 'ES256', 'exchange', now() - interval '1 day') on conflict do nothing`,
    [pair.kid, organizationId, JSON.stringify(pair.jwk)],
  );
  await database.query(
    `insert into editions (id, organization_id, number, jti, kid, issuer_jwt, disclosures, item_ids, hash, catalogue_id,
       catalogue_edition, presentation_key, approved_by, self_approved, status_index, published_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'sd-core', '1', '', $1, false, 0, $10, $11)`,
    [
      edition.id,
      organizationId,
      edition.number,
      edition.jti,
      edition.kid,
      edition.jwt,
      edition.disclosures,
      edition.itemIds,
      edition.hash,
      edition.publishedAt,
      edition.expiresAt,
    ],
  );
}
