import { readBundle } from './bundle.ts';
import type { CryptoPort, PublicJwk } from './crypto-port.ts';
import { EDITION_TYP } from './edition-format.ts';
import { checkOwnHeader, ownLimits, type ParsedJws, parseJws, verifyJws } from './jws.ts';
import { checkKeyBinding, type KeyBinding, type KeyBindingExpectation } from './key-binding.ts';
import { type OpenedEdition, openEdition } from './open-edition.ts';
import { type SignedEdition } from './prepare-edition.ts';
import { wholeEdition } from './cut-presentation.ts';
import { ProofError } from './proof-error.ts';
import { type DeliveryReceipt, readReceipt } from './receipt.ts';
import { readDisclosure, type SplitSdJwt, splitSdJwt } from './sd-jwt.ts';
import { checkThumbprint, keyAt, type OrganizationKey, type ReadTrustFile, type TrustedOrganization } from './trust.ts';

/** Clocks of honest machines differ by this much, in seconds. */
export const CLOCK_SKEW = 60;
/** Key binding and receipt of one delivery are made together, so many seconds apart at most. */
const DELIVERY_WINDOW = 600;

/** A disclosure whose every part fits every other. `signer` is there only if a trust file established it. */
export interface CheckedDisclosure {
  readonly edition: OpenedEdition;
  /** SHA-256 of the issuer JWT. */
  readonly hash: string;
  readonly signer?: { readonly organization: TrustedOrganization; readonly key: OrganizationKey };
  readonly keyBinding?: KeyBinding;
  readonly receipt?: DeliveryReceipt;
}

export interface DisclosureExpectation extends KeyBindingExpectation {
  readonly trust?: ReadTrustFile;
}

/**
 * Checks a bundle or a bare presentation, in the order of the format: size and spelling, header, key from the pinned
 * history and signature, claims, disclosures, key binding, receipt. Any failure stops it with a ProofError. Whether the
 * edition is still in force is for the verdict: expired is not forged.
 */
export async function checkDisclosure(
  bytes: Uint8Array,
  expected: DisclosureExpectation,
  crypto: CryptoPort,
): Promise<CheckedDisclosure> {
  const bundle = readBundle(bytes);
  const token = splitSdJwt(bundle.presentation);
  const jws = parseIssuerJwt(token.jwt);
  const signer = expected.trust && (await establishSigner(jws, expected.trust, crypto));
  const edition = await openToken(token, jws, crypto);
  const { issuer, presentationKey: jwk } = edition.claims;
  if (signer && signer.organization.iss !== issuer) throw new ProofError('issuer-unknown', issuer);

  const keyBinding = await checkKeyBinding(token, { jwk: { ...jwk } }, expected, crypto, true);
  if (keyBinding && keyBinding.issuedAt < edition.claims.issuedAt - CLOCK_SKEW)
    throw new ProofError('key-binding-invalid', 'older than the edition');
  const receipt =
    'receipt' in bundle ? await checkReceipt(bundle, token, edition, keyBinding, expected, crypto) : undefined;
  const hash = await crypto.sha256(token.jwt);
  return { edition, hash, ...(signer && { signer }), ...(keyBinding && { keyBinding }), ...(receipt && { receipt }) };
}

/**
 * Checks a freshly signed edition, whole, against the key that should have signed it: before publishing anything that
 * was signed elsewhere. Throws ProofError.
 */
export async function checkEdition(edition: SignedEdition, key: PublicJwk, crypto: CryptoPort): Promise<OpenedEdition> {
  const token = splitSdJwt(wholeEdition(edition));
  const jws = parseIssuerJwt(token.jwt);
  await verifyJws(jws, 'edition', key, crypto);
  return openToken(token, jws, crypto);
}

function parseIssuerJwt(jwt: string): ParsedJws {
  const jws = parseJws(jwt, 'edition');
  checkOwnHeader(jws, 'edition', EDITION_TYP, ['alg', 'typ', 'kid']);
  return jws;
}

/** Key and organization come from the pinned history, looked up per issuer; the token only says which. */
async function establishSigner(jws: ParsedJws, trust: ReadTrustFile, crypto: CryptoPort) {
  const { iss, iat } = jws.payload;
  const organization = trust.organizations.find((each) => each.iss === iss);
  if (!organization) throw new ProofError('issuer-unknown', 'edition');
  if (typeof iat !== 'number') throw new ProofError('claim-invalid', 'iat');
  const key = keyAt(organization.keys, jws.header['kid'], iat, 'edition');
  await checkThumbprint(key, crypto);
  await verifyJws(jws, 'edition', key.jwk, crypto);
  return { organization, key };
}

async function openToken(token: SplitSdJwt, jws: ParsedJws, crypto: CryptoPort): Promise<OpenedEdition> {
  const disclosures = token.disclosures.map((encoded) => readDisclosure(encoded, ownLimits));
  const digests = await Promise.all(token.disclosures.map((encoded) => crypto.sha256(encoded)));
  return openEdition(jws.payload, disclosures, digests);
}

async function checkReceipt(
  bundle: { readonly receipt: string; readonly trust: string },
  token: SplitSdJwt,
  { claims }: OpenedEdition,
  keyBinding: KeyBinding | undefined,
  { trust }: DisclosureExpectation,
  crypto: CryptoPort,
): Promise<DeliveryReceipt> {
  const { jws, receipt } = readReceipt(bundle.receipt);
  if (trust) {
    if (receipt.issuer !== trust.issuer) throw new ProofError('issuer-unknown', 'receipt');
    const key = keyAt(trust.registrarKeys, jws.header['kid'], receipt.issuedAt, 'receipt');
    await checkThumbprint(key, crypto);
    await verifyJws(jws, 'receipt', key.jwk, crypto);
  }
  if (!keyBinding) throw new ProofError('key-binding-missing', 'a bundle is made for one reader');
  const fits =
    receipt.presentationHash === (await crypto.sha256(token.bound)) &&
    receipt.audience === keyBinding.audience &&
    receipt.edition === claims.number &&
    receipt.trust === bundle.trust &&
    Math.abs(receipt.issuedAt - keyBinding.issuedAt) <= DELIVERY_WINDOW &&
    receipt.issuedAt >= claims.issuedAt - CLOCK_SKEW;
  if (!fits) throw new ProofError('receipt-mismatch', 'the receipt is for another delivery');
  return receipt;
}
