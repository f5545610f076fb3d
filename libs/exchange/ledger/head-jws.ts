import { type KeptHead, keptHead, type LedgerHead } from './head.ts';

/** A key of purpose `ledger`, as the keys feature gives it. */
interface Signer {
  readonly kid: string;
  readonly alg: string;
  sign(signingInput: string): Uint8Array;
}

const typ = 'warifu-ledger-head+jws';
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The head as a JWS in compact form (RFC 7515): the payload is the head's JSON. */
export function signHeadWith(signer: Signer, head: LedgerHead): string {
  const input = `${encoded({ alg: signer.alg, kid: signer.kid, typ })}.${encoded(head)}`;
  return `${input}.${Buffer.from(signer.sign(input)).toString('base64url')}`;
}

/**
 * Does the signature beside a kept head really sign that head?
 * @param verify checks 64 signature bytes under the ledger key with that `kid`; false where there is no such key
 */
export async function isSigned(
  kept: KeptHead,
  verify: (kid: string, signingInput: string, signature: Uint8Array) => Promise<boolean>,
): Promise<boolean> {
  const [header, payload, signature, ...more] = kept.jws.split('.');
  if (!header || !payload || !signature || more.length > 0) return false;
  try {
    const { kid, typ: given } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    const signed = keptHead.shape.head.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    const same = Object.entries(kept.head).every(([name, value]) => signed[name as keyof LedgerHead] === value);
    if (given !== typ || typeof kid !== 'string' || !same) return false;
    return await verify(kid, `${header}.${payload}`, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
