import type { JsonObject, JsonValue } from '#contracts/strict-json';
import { encodeBase64url } from './base64url.ts';
import type { Algorithm, IssuingCrypto } from './crypto-port.ts';
import { type EditionClaims, readEditionClaims } from './edition-claims.ts';
import {
  DECOY_BLOCK,
  EDITION_TYP,
  EDITION_VCT,
  FORMAT_VERSION,
  isItemId,
  isWords,
  kindOf,
  LEVELS,
  type LevelValue,
  SALT_BYTES,
  type Words,
} from './edition-format.ts';
import { completeJws } from './jws.ts';
import { ProofError } from './proof-error.ts';
import { assertStatable } from './statable.ts';

export interface ItemInput {
  readonly id: string;
  /** Public, summary, detail, evidence: always four; `NOT_STATED` or `NOT_DISCLOSED` where there is nothing. */
  readonly levels: readonly [LevelValue, LevelValue, LevelValue, LevelValue];
}
export interface CompanyItemInput extends ItemInput {
  readonly title: Words;
}

export interface EditionInput extends Omit<EditionClaims, 'itemIds' | 'approval'> {
  readonly key: { readonly kid: string; readonly alg: Algorithm };
  readonly approval: EditionClaims['approval'] & { readonly name: Words };
  readonly items: readonly ItemInput[];
  readonly companyItems?: readonly CompanyItemInput[];
}

/** What to sign, and what to keep while somebody signs it. Plain data, so it may wait in a database. */
export interface PreparedEdition {
  /** ASCII; sign exactly these bytes. */
  readonly signingInput: string;
  /** The approver's name first, then for each of `itemIds` its node and its four levels. */
  readonly disclosures: readonly string[];
  /** Catalogue items in the order given, then the company's own. */
  readonly itemIds: readonly string[];
}

/** A signed edition: exact ASCII, kept and served as it is and never serialised again. */
export interface SignedEdition extends Omit<PreparedEdition, 'signingInput'> {
  /** The issuer-signed JWT. */
  readonly jwt: string;
}

/**
 * Makes the bytes to sign for an edition and its disclosures in their fixed order. Synchronous: 45 items take about half
 * a millisecond. Randomness is drawn once, 128 fresh bits per salt. Throws `claim-invalid` and its kin when the input
 * could not be read back by our own verifier.
 */
export function prepareEdition(input: EditionInput, crypto: IssuingCrypto): PreparedEdition {
  const own = input.companyItems ?? [];
  const decoys = (DECOY_BLOCK - (own.length % DECOY_BLOCK)) % DECOY_BLOCK || (own.length === 0 ? DECOY_BLOCK : 0);
  const cutter = new Cutter(crypto, 1 + 5 * (input.items.length + own.length) + decoys);

  const approver = cutter.member('approver', words(input.approval.name, 'approval.name'));
  const items: Record<string, JsonObject> = {};
  for (const { id, levels } of input.items) {
    if (!isItemId(id) || Object.hasOwn(items, id)) throw new ProofError('claim-invalid', `item id ${id}`);
    items[id] = { _sd: [cutter.item((hidden) => `"n",${JSON.stringify(hidden)}`, id, levels)] };
  }
  const companyItems = own.map(({ id, title, levels }) => {
    if (!isItemId(id) || Object.hasOwn(items, id)) throw new ProofError('claim-invalid', `item id ${id}`);
    const named = { id, title: words(title, id) };
    return cutter.item((hidden) => JSON.stringify({ ...named, ...hidden }), id, levels);
  });
  // Sorted by digest: the order of the array must not say which are decoys (RFC 9901 §4.2.4).
  const elements = [...companyItems, ...Array.from({ length: decoys }, () => cutter.decoy())].sort();

  const payload = payloadOf(input, approver, items, elements);
  readEditionClaims(payload);
  const itemIds = [...input.items, ...own].map(({ id }) => id);
  if (new Set(itemIds).size !== itemIds.length) throw new ProofError('claim-invalid', 'an item id used twice');
  const header = { alg: input.key.alg, typ: EDITION_TYP, kid: input.key.kid };
  const signingInput = `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(JSON.stringify(payload))}`;
  return { signingInput, disclosures: cutter.disclosures, itemIds };
}

/**
 * Puts the signature (64 bytes, or their base64url) to a prepared edition. It is not checked here, because that may have
 * to wait: call `checkEdition` before publishing what somebody else has signed.
 */
export function completeEdition(prepared: PreparedEdition, signature: Uint8Array | string): SignedEdition {
  const { signingInput, disclosures, itemIds } = prepared;
  return { jwt: completeJws(signingInput, signature), disclosures, itemIds };
}

/** Hash of an edition for the `previous` of the next one: SHA-256 of the ASCII of its issuer-signed JWT. */
export function editionHash<T extends string | Promise<string>>(jwt: string, sha256: (text: string) => T): T {
  return sha256(jwt);
}

/** Cuts disclosures one after the other, with salts from one draw of randomness. */
class Cutter {
  readonly disclosures: string[] = [];
  private readonly randomness: Uint8Array;
  private used = 0;

  constructor(
    private readonly crypto: IssuingCrypto,
    salts: number,
  ) {
    this.randomness = crypto.random(salts * SALT_BYTES);
  }

  /** A named disclosure; gives its digest. */
  member(name: string, value: JsonValue): string {
    return this.cut(`"${name}",${JSON.stringify(value)}`);
  }

  /** An item's node and then its levels, the node being cut first by position though it is made last; gives its digest. */
  item(node: (hidden: { _sd: string[] }) => string, id: string, levels: readonly LevelValue[]): string {
    if (levels.length !== LEVELS.length) throw new ProofError('claim-invalid', `${id}: not four levels`);
    const place = this.disclosures.push('') - 1;
    const digests = LEVELS.map((name, index) => this.level(name, id, levels[index] as LevelValue)).sort();
    const digest = this.cut(node({ _sd: digests }));
    this.disclosures[place] = this.disclosures.pop() as string;
    return digest;
  }

  /** A digest with nothing behind it, not to be told from a real one. */
  decoy(): string {
    return this.crypto.sha256(this.salt());
  }

  private level(name: string, id: string, value: LevelValue): string {
    assertStatable(value, `${id}.${name}`);
    kindOf(value);
    return this.member(name, value);
  }

  private cut(parts: string): string {
    const encoded = encodeBase64url(`["${this.salt()}",${parts}]`);
    if (encoded.length > 65_536) throw new ProofError('too-large', 'disclosure over 64 KiB');
    this.disclosures.push(encoded);
    return this.crypto.sha256(encoded);
  }

  private salt(): string {
    const start = this.used++ * SALT_BYTES;
    return encodeBase64url(this.randomness.subarray(start, start + SALT_BYTES));
  }
}

function payloadOf(
  input: EditionInput,
  approver: string,
  items: Record<string, JsonObject>,
  companyItems: readonly string[],
): JsonObject {
  const { title, at, self } = input.approval;
  const { id, edition, digest } = input.catalogue;
  return {
    iss: input.issuer,
    jti: input.id,
    vct: EDITION_VCT,
    iat: input.issuedAt,
    nbf: input.validFrom,
    exp: input.expiresAt,
    cnf: { jwk: { ...input.presentationKey } },
    ...(input.status ? { status: { status_list: { uri: input.status.uri, idx: input.status.index } } } : {}),
    _sd_alg: 'sha-256',
    wf: {
      v: FORMAT_VERSION,
      ver: input.number,
      ...(input.previous === undefined ? {} : { prev: input.previous }),
      cat: { id, edition, digest },
      approval: { title, at, self },
    },
    items,
    items_x: companyItems.map((element) => ({ '...': element })),
    _sd: [approver],
  };
}

function words(value: Words, part: string): JsonObject {
  assertStatable(value, part);
  if (!isWords(value)) throw new ProofError('claim-invalid', part);
  return value;
}
