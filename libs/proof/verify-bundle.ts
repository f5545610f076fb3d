import type { CryptoPort } from './crypto-port.ts';
import { isoTime, LEVEL_NAMES, type LevelName } from './edition-format.ts';
import { type EditionView, type ItemView, viewOfOpened } from './edition-view.ts';
import { ProofError } from './proof-error.ts';
import type { ReadTrustFile } from './trust.ts';
import type { LevelPlace, Verdict, VerdictNote, VerdictReason } from './verdict.ts';
import {
  type CheckedDisclosure,
  checkDisclosure,
  CLOCK_SKEW,
  type DisclosureExpectation,
} from './verify-presentation.ts';

export interface BundleExpectation extends DisclosureExpectation {
  /** NumericDate, seconds: the time the verdict is for. */
  readonly now: number;
  /** Oldest key binding accepted, in seconds: for a reader who has just asked for it. Without it, any age will do. */
  readonly keyBindingMaxAge?: number;
}

/**
 * The verdict on the bytes of a bundle or a bare presentation. Never throws for anything in the bytes: a proof that does
 * not hold is a verdict with a reason. Without a trust file the best there is is `signer-not-established`.
 */
export async function verifyBundle(
  bytes: Uint8Array,
  expected: BundleExpectation,
  crypto: CryptoPort,
): Promise<Verdict> {
  try {
    return verdictOn(await checkDisclosure(bytes, expected, crypto), expected);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const { code, detail } = error;
    return {
      authentic: false,
      current: false,
      reasons: [code],
      asOf: isoTime(expected.now),
      detail,
      notes: ['not-logged'],
      ...viewTrust(expected.trust),
    };
  }
}

function verdictOn(checked: CheckedDisclosure, expected: BundleExpectation): Verdict {
  const view = viewOfOpened(checked.edition);
  const reasons = reasonsOf(checked, expected);
  return {
    authentic: checked.signer !== undefined,
    current: reasons.length === 0,
    reasons: reasons.length === 0 ? ['genuine'] : (reasons as [VerdictReason, ...VerdictReason[]]),
    asOf: isoTime(expected.now),
    notes: notesOf(checked, expected),
    signer: viewSigner(checked),
    approval: view.approval,
    edition: viewEdition(view, checked.hash),
    items: countItems(view),
    ...viewReader(checked, expected),
    ...viewTrust(expected.trust),
    view,
  };
}

/** An edition ends at its `exp` to the second; only its beginning and the future are given the clocks' skew. */
function reasonsOf(
  { signer, edition: { claims }, receipt, keyBinding }: CheckedDisclosure,
  { now, keyBindingMaxAge = Number.POSITIVE_INFINITY }: BundleExpectation,
): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  if (!signer) reasons.push('signer-not-established');
  if (now >= claims.expiresAt) reasons.push('edition-expired');
  const madeAt = Math.max(claims.validFrom, claims.issuedAt, keyBinding?.issuedAt ?? 0, receipt?.issuedAt ?? 0);
  if (now < madeAt - CLOCK_SKEW) reasons.push('edition-not-yet-valid');
  if (receipt && now >= receipt.expiresAt) reasons.push('delivery-ended');
  if (keyBinding && now - keyBinding.issuedAt > keyBindingMaxAge) reasons.push('key-binding-stale');
  return reasons;
}

function notesOf(
  { signer, edition, keyBinding, receipt }: CheckedDisclosure,
  { trust }: BundleExpectation,
): VerdictNote[] {
  const notes: [VerdictNote, boolean][] = [
    ['not-logged', true],
    ['operator-could-sign', signer?.key.custody === 'exchange'],
    ['signer-unverified', signer?.organization.assurance.kind === 'unverified'],
    ['self-approved', edition.claims.approval.self],
    ['key-reported-compromised-later', signer?.key.compromisedSince !== undefined],
    ['no-key-binding', keyBinding === undefined],
    ['no-receipt', receipt === undefined],
    ['other-trust-file', receipt !== undefined && trust !== undefined && receipt.trust !== trust.hash],
  ];
  return notes.filter(([, holds]) => holds).map(([note]) => note);
}

function viewSigner({ signer, edition }: CheckedDisclosure): NonNullable<Verdict['signer']> {
  const { issuer } = edition.claims;
  if (!signer) return { issuer, established: false };
  const { names, assurance } = signer.organization;
  return { issuer, established: true, names, assurance, custody: signer.key.custody, kid: signer.key.kid };
}

function viewEdition(view: EditionView, hash: string): NonNullable<Verdict['edition']> {
  const { edition: number, id, previous, catalogue, issuedAt, validFrom, expiresAt } = view;
  return { number, id, hash, ...(previous ? { previous } : {}), catalogue, issuedAt, validFrom, expiresAt };
}

function countItems({ items, companyItems }: EditionView): NonNullable<Verdict['items']> {
  const all = [...items, ...companyItems];
  const shown = all.filter(({ level }) => level > 0);
  const opened = shown.map(({ id, level }) => ({ id, level: LEVEL_NAMES[level - 1] as LevelName }));
  const withheld = all.filter(({ level }) => level === 0).map(({ id }) => id);
  const notStated = shown.flatMap((item) => places(item, 'notStated'));
  const notDisclosed = shown.flatMap((item) => places(item, 'notDisclosed'));
  const counts = {
    opened: opened.length,
    withheld: withheld.length,
    notStated: notStated.length,
    notDisclosed: notDisclosed.length,
  };
  return { opened, withheld, notStated, notDisclosed, counts };
}

function places({ id, levels }: ItemView, kind: 'notStated' | 'notDisclosed'): LevelPlace[] {
  return LEVEL_NAMES.filter((level) => levels[level].is === kind).map((level) => ({ id, level }));
}

function viewReader({ keyBinding, receipt }: CheckedDisclosure, expected: BundleExpectation): Pick<Verdict, 'reader'> {
  if (!keyBinding) return {};
  const { audience, nonce, issuedAt } = keyBinding;
  const reader = {
    audience,
    nonce,
    expected: expected.audience !== undefined && expected.nonce !== undefined,
    boundAt: isoTime(issuedAt),
  };
  if (!receipt) return { reader };
  const { id, grant, terms, ledger } = receipt;
  const times = { deliveredAt: isoTime(receipt.issuedAt), expiresAt: isoTime(receipt.expiresAt) };
  return {
    reader: { ...reader, delivery: { id, grant, ...(terms && { terms }), ...times, ...(ledger && { ledger }) } },
  };
}

function viewTrust(trust: ReadTrustFile | undefined): Pick<Verdict, 'trust'> {
  if (!trust) return {};
  const { issuer, issuedAt, hash, signedBy } = trust;
  return { trust: { issuer, issuedAt: isoTime(issuedAt), hash, signedBy } };
}
