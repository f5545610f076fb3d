import { isJsonObject, type JsonValue } from '#contracts/strict-json';
import type { Algorithm } from './crypto-port.ts';
import { checkNames, isDigest, isText, isTime } from './edition-format.ts';
import { checkOwnHeader, type ParsedJws, parseJws, signingInputOf } from './jws.ts';
import { ProofError } from './proof-error.ts';

export const RECEIPT_TYP = 'wf-delivery+jwt';

/** What the exchange signs about one delivery: these bytes, to this reader, under this grant and these terms. */
export interface DeliveryReceipt {
  /** Origin of the exchange. */
  readonly issuer: string;
  /** URI of the reader's organization, the same as in the key-binding JWT. */
  readonly audience: string;
  readonly id: string;
  /** NumericDate, seconds. */
  readonly issuedAt: number;
  /** When the reader's right to use it ends: the end of the grant, or of the edition if that is sooner. */
  readonly expiresAt: number;
  /** SHA-256 of the presentation up to its last tilde. */
  readonly presentationHash: string;
  readonly grant: string;
  /** The terms accepted; absent where there was nothing to accept, as under a public grant. */
  readonly terms?: { readonly id: string; readonly hash: string };
  readonly edition: number;
  /** SHA-256 of the trust file in force. */
  readonly trust: string;
  /** Newest sealed head of the exchange's ledger. */
  readonly ledger?: { readonly sequence: number; readonly head: string };
}

const PART = 'receipt';
const REQUIRED = ['iss', 'aud', 'jti', 'iat', 'exp', 'sd_hash', 'grant', 'ver', 'trust'];

/** The signing input of a receipt; sign it with a registrar key and put it together with `completeJws`. */
export function prepareReceipt(
  receipt: DeliveryReceipt,
  key: { readonly kid: string; readonly alg: Algorithm },
): string {
  const payload = {
    iss: receipt.issuer,
    aud: receipt.audience,
    jti: receipt.id,
    iat: receipt.issuedAt,
    exp: receipt.expiresAt,
    sd_hash: receipt.presentationHash,
    grant: receipt.grant,
    ...(receipt.terms ? { terms: { id: receipt.terms.id, hash: receipt.terms.hash } } : {}),
    ver: receipt.edition,
    trust: receipt.trust,
    ...(receipt.ledger ? { ledger: { seq: receipt.ledger.sequence, head: receipt.ledger.head } } : {}),
  };
  return signingInputOf({ alg: key.alg, typ: RECEIPT_TYP, kid: key.kid }, payload);
}

/** Reads a receipt by its exact names and types; the signature is left to the caller, who knows the registrar. */
export function readReceipt(text: string): { readonly jws: ParsedJws; readonly receipt: DeliveryReceipt } {
  const jws = parseJws(text, PART);
  checkOwnHeader(jws, PART, RECEIPT_TYP, ['alg', 'typ', 'kid']);
  checkNames(jws.payload, PART, REQUIRED, ['terms', 'ledger']);
  const { iss, aud, jti, iat, exp, sd_hash: hash, grant, ver, trust, terms, ledger } = jws.payload;
  const texts = isText(iss) && isText(aud) && isText(jti) && isText(grant) && isDigest(hash) && isDigest(trust);
  if (!texts || !isTime(iat) || !isTime(exp) || iat > exp || typeof ver !== 'number')
    throw new ProofError('receipt-invalid', 'a claim of the wrong kind');
  const receipt = {
    issuer: iss,
    audience: aud,
    id: jti,
    issuedAt: iat,
    expiresAt: exp,
    presentationHash: hash,
    grant,
    edition: ver,
    trust,
    ...(terms === undefined ? {} : { terms: readTerms(terms) }),
    ...(ledger === undefined ? {} : { ledger: readLedger(ledger) }),
  };
  return { jws, receipt };
}

function readTerms(value: JsonValue): { id: string; hash: string } {
  const { id, hash } = isJsonObject(value) && Object.keys(value).length === 2 ? value : {};
  if (!isText(id) || !isText(hash)) throw new ProofError('receipt-invalid', 'terms');
  return { id, hash };
}

function readLedger(value: JsonValue): { sequence: number; head: string } {
  const { seq, head } = isJsonObject(value) && Object.keys(value).length === 2 ? value : {};
  if (typeof seq !== 'number' || seq < 0 || !isText(head)) throw new ProofError('receipt-invalid', 'ledger');
  return { sequence: seq, head };
}
