/** Everything that can be wrong with something signed: a closed list, each code with words in the verifier. */
export const proofFaults = [
  'not-a-disclosure',
  'too-large',
  'malformed',
  'base64url',
  'json',
  'header-refused',
  'algorithm-refused',
  'wrong-type',
  'issuer-unknown',
  'key-unknown',
  'key-outside-its-time',
  'key-compromised',
  'signature-invalid',
  'claim-missing',
  'claim-invalid',
  'claim-unknown',
  'hash-unsupported',
  'disclosure-malformed',
  'disclosure-repeated',
  'disclosure-unreferenced',
  'digest-repeated',
  'placeholder-malformed',
  'name-taken',
  'name-reserved',
  'levels-not-cumulative',
  'not-yet-valid',
  'expired',
  'key-binding-missing',
  'key-binding-invalid',
  'audience-mismatch',
  'nonce-mismatch',
  'receipt-invalid',
  'receipt-mismatch',
  'trust-invalid',
] as const;

export type ProofFault = (typeof proofFaults)[number];

/** A proof that does not hold. `code` is for machines; `detail` names the part, never its content. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  constructor(
    readonly code: ProofFault,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
  }
}
