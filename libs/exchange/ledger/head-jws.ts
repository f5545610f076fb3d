import { type Algorithm, checkOwnHeader, completeJws, parseJws, ProofError, signingInputOf } from '#proof';
import { type KeptHead, ledgerHead, type LedgerHead } from './head.ts';

/** A key of purpose `ledger`, as the keys feature gives it. */
interface Signer {
  readonly kid: string;
  readonly alg: Algorithm;
  sign(signingInput: string): Uint8Array;
}

const typ = 'warifu-ledger-head+jws';

/** The head as a JWS in compact form (RFC 7515): the payload is the head's JSON. */
export function signHeadWith(signer: Signer, head: LedgerHead): string {
  const input = signingInputOf({ alg: signer.alg, kid: signer.kid, typ }, head);
  return completeJws(input, signer.sign(input));
}

/**
 * Does the signature beside a kept head really sign that head?
 * @param verify checks 64 signature bytes under the ledger key with that `kid`; false where there is no such key
 */
export async function isSigned(
  { head, jws }: KeptHead,
  verify: (kid: string, signingInput: string, signature: Uint8Array) => Promise<boolean>,
): Promise<boolean> {
  const signed = parsed(jws);
  const said = ledgerHead.safeParse(signed?.payload).data;
  if (!signed || !said || ledgerFields.some((name) => said[name] !== head[name])) return false;
  const { kid } = signed.header;
  return typeof kid === 'string' && verify(kid, signed.signingInput, signed.signature);
}

const ledgerFields = ledgerHead.keyof().options;

function parsed(jws: string) {
  try {
    const signed = parseJws(jws, 'ledger head');
    checkOwnHeader(signed, 'ledger head', typ, ['alg', 'kid', 'typ']);
    return signed;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}
