import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Algorithm,
  algorithmOf,
  bundleText,
  completeEdition,
  completeJws,
  completeKeyBinding,
  cutPresentation,
  type DeliveryReceipt,
  type EcJwk,
  type EditionInput,
  encodeBase64url,
  type ItemInput,
  type Level,
  type LevelValue,
  NOT_STATED,
  prepareEdition,
  prepareKeyBinding,
  prepareReceipt,
  prepareTrust,
  type PublicJwk,
  readPublicJwk,
  readTrust,
  type SignedEdition,
  thumbprint,
  type TrustedOrganization,
  type TrustFile,
} from '#proof';
import { nodeCrypto, signWithNode } from '#proof/crypto-node';
import { webCrypto } from '#proof/crypto-web';
import { testDataPath } from '../test-data.ts';

/** Both ports, so that every case can run on each. */
export const ports = [
  ['node:crypto', nodeCrypto],
  ['WebCrypto', webCrypto],
] as const;

/** 15 June 2027, noon in Japan. */
export const NOW = 1_813_028_400;
export const DAY = 86_400;
export const ISSUER = 'https://exchange.example/c/c03';
export const EXCHANGE = 'https://exchange.example';
export const READER = 'https://exchange.example/c/c01';
export const NONCE = 'Q0FOQVJZLW5vbmNlLTEyOA';

export interface GivenKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly jwk: PublicJwk;
  sign(signingInput: string): Uint8Array;
}

/** A new signing key. */
export function key(alg: Algorithm = 'ES256'): GivenKey {
  const pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = readPublicJwk(JSON.parse(JSON.stringify(pair.publicKey.export({ format: 'jwk' }))));
  return {
    kid: thumbprint(jwk, nodeCrypto.sha256),
    alg: algorithmOf(jwk),
    jwk,
    sign: (signingInput) => signWithNode(alg, pair.privateKey, signingInput),
  };
}

/** Any JWS, signed properly: hostile payloads deserve a valid signature. */
export function jws(signer: GivenKey, header: object, payload: object | string): string {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signingInput = `${encodeBase64url(JSON.stringify(header))}.${encodeBase64url(body)}`;
  return completeJws(signingInput, signer.sign(signingInput));
}

export function level(text: string): LevelValue {
  return { text: { ja: `${text}について`, en: `About ${text}` }, asOf: '2027-06-01' };
}

/** `count` items K1-01, K1-02 …, each with all four levels stated, except that the fourth item has nothing to say. */
export function items(count: number): ItemInput[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `K${1 + Math.floor(index / 10)}-${String(1 + (index % 10)).padStart(2, '0')}`;
    if (index === 3) return { id, levels: [NOT_STATED, NOT_STATED, { notDisclosed: true }, NOT_STATED] };
    return { id, levels: [level(`${id} l1`), level(`${id} l2`), level(`${id} l3`), level(`${id} l4`)] };
  });
}

/** A company with an exchange-held key, its edition, and everything a bundle needs. */
export function world(overrides: Partial<EditionInput> = {}, alg: Algorithm = 'ES256') {
  const signer = key(alg);
  const presentation = key('ES256');
  const registrar = key('Ed25519');
  const input: EditionInput = {
    key: signer,
    issuer: ISSUER,
    id: 'urn:uuid:019be1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
    number: 1,
    issuedAt: NOW - 10 * DAY,
    validFrom: NOW - 10 * DAY,
    expiresAt: NOW + 355 * DAY,
    presentationKey: presentation.jwk as EcJwk,
    catalogue: { id: 'sd-core', edition: '1', digest: nodeCrypto.sha256('catalogue') },
    approval: { title: { ja: '取締役 品質・情報担当' }, at: NOW - 11 * DAY, self: false, name: { ja: '導線 みお' } },
    items: items(5),
    ...overrides,
  };
  const prepared = prepareEdition(input, nodeCrypto);
  const edition = completeEdition(prepared, signer.sign(prepared.signingInput));
  const organization: TrustedOrganization = {
    iss: ISSUER,
    names: { ja: 'ミズスマシ電装株式会社', en: 'Mizusumashi Denso-Parts' },
    assurance: { kind: 'vouched', by: 'アオバズク自動車株式会社' },
    keys: [{ kid: signer.kid, jwk: signer.jwk, custody: 'exchange', from: NOW - 100 * DAY }],
  };
  return { signer, presentation, registrar, input, prepared, edition, organization };
}
export type World = ReturnType<typeof world>;

/** The world's trust file as the exchange would sign it. */
export function trustText({ registrar, organization }: World, overrides: Partial<TrustFile> = {}): string {
  const registrarKey = { kid: registrar.kid, jwk: registrar.jwk, from: NOW - 200 * DAY };
  const file: TrustFile = {
    issuer: EXCHANGE,
    issuedAt: NOW - DAY,
    registrarKeys: [registrarKey],
    statusKeys: [],
    organizations: [organization],
    ...overrides,
  };
  const signingInput = prepareTrust(file, registrar);
  return completeJws(signingInput, registrar.sign(signingInput));
}

export function trustOf(given: World, overrides: Partial<TrustFile> = {}) {
  return readTrust(trustText(given, overrides), nodeCrypto);
}

/** Binds a presentation to a reader with the edition's presentation key. */
export function bind(
  { presentation }: World,
  cut: string,
  claims: { audience?: string; nonce?: string; issuedAt?: number } = {},
) {
  const binding = { audience: READER, nonce: NONCE, issuedAt: NOW - 60, ...claims };
  const signingInput = prepareKeyBinding(cut, binding, nodeCrypto.sha256);
  return completeKeyBinding(cut, signingInput, presentation.sign(signingInput));
}

export function scope(entries: Record<string, Level>) {
  return { items: new Map(Object.entries(entries)) };
}

/** A complete bundle for the reader: two items open by default. */
export function bundle(
  given: World,
  options: { cut?: string; receipt?: Partial<DeliveryReceipt>; edition?: SignedEdition } = {},
) {
  const cut = options.cut ?? cutPresentation(options.edition ?? given.edition, scope({ 'K1-01': 2, 'K1-04': 4 }));
  const trust = nodeCrypto.sha256(trustText(given));
  const receipt: DeliveryReceipt = {
    issuer: EXCHANGE,
    audience: READER,
    id: 'urn:uuid:019be1a2-0000-7e4f-8a5b-6c7d8e9f0a1b',
    issuedAt: NOW - 60,
    expiresAt: NOW + 30 * DAY,
    presentationHash: nodeCrypto.sha256(cut),
    grant: '019be1a2-1111-7e4f-8a5b-6c7d8e9f0a1b',
    terms: { id: 'default', hash: nodeCrypto.sha256('terms') },
    edition: given.input.number,
    trust,
    ledger: { sequence: 42, head: nodeCrypto.sha256('head') },
    ...options.receipt,
  };
  const signingInput = prepareReceipt(receipt, given.registrar);
  return bundleText({
    presentation: bind(given, cut),
    receipt: completeJws(signingInput, given.registrar.sign(signingInput)),
    trust: receipt.trust,
  });
}

/** `describe` where a folder of vectors exists; otherwise the same tests, reported as skipped by name. */
export function describeVectors(
  folder: string,
  body: (read: (file: string) => string, files: readonly string[]) => void,
) {
  const root = testDataPath('vectors', folder);
  const found = existsSync(root);
  const files = found
    ? readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|txt)$/.test(name))
    : [];
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  (found ? describe : describe.skip)(`published vectors: ${folder}`, () =>
    body(read, files.map((name) => name.replaceAll('\\', '/')).sort()),
  );
}
