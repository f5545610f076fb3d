export { BUNDLE_MEDIA_TYPE, type Bundle, bundleText, readBundle } from './bundle.ts';
export { decodeBase64url, encodeBase64url } from './base64url.ts';
export type { Algorithm, CryptoPort, EcJwk, IssuingCrypto, OkpJwk, PublicJwk, Sha256 } from './crypto-port.ts';
export { cutPresentation, type PresentationScope, wholeEdition } from './cut-presentation.ts';
export {
  EDITION_TYP,
  EDITION_VCT,
  LEVEL_NAMES,
  type Level,
  type LevelName,
  type LevelValue,
  MAX_VALIDITY,
  NOT_DISCLOSED,
  NOT_STATED,
  type Words,
} from './edition-format.ts';
export { type EditionView, type ItemView, type LevelView, viewOf } from './edition-view.ts';
export { canonicalJson } from './jcs.ts';
export { algorithmOf, readPublicJwk, thumbprint } from './jwk.ts';
export { checkOwnHeader, completeJws, parseJws, signingInputOf } from './jws.ts';
export { completeKeyBinding, type KeyBinding, prepareKeyBinding } from './key-binding.ts';
export type { OpenedEdition, OpenedItem } from './open-edition.ts';
export {
  type CompanyItemInput,
  completeEdition,
  type EditionInput,
  editionHash,
  type ItemInput,
  type PreparedEdition,
  prepareEdition,
  type SignedEdition,
} from './prepare-edition.ts';
export { ProofError, type ProofFault, proofFaults } from './proof-error.ts';
export { type DeliveryReceipt, prepareReceipt, RECEIPT_TYP, readReceipt } from './receipt.ts';
export { compactOf } from './sd-jwt-json.ts';
export {
  type AssuranceKind,
  type OrganizationKey,
  prepareTrust,
  type ReadTrustFile,
  readTrust,
  TRUST_TYP,
  type TrustedKey,
  type TrustedOrganization,
  type TrustFile,
  trustFileText,
} from './trust.ts';
export type { LevelPlace, Verdict, VerdictNote, VerdictReason } from './verdict.ts';
export { type BundleExpectation, verifyBundle } from './verify-bundle.ts';
export { checkEdition } from './verify-presentation.ts';
export { type NamedKey, type SdJwtExpectation, type VerifiedSdJwt, verifySdJwt } from './verify-sd-jwt.ts';
