import type { OrganizationKey, TrustedOrganization } from './trust.ts';
import type { LevelName, Words } from './edition-format.ts';
import type { ProofFault } from './proof-error.ts';
import type { EditionView } from './edition-view.ts';

/** Why a disclosure is not, or no longer, to be relied on. `genuine` stands alone and means there is nothing of the kind. */
export type VerdictReason =
  | 'genuine'
  | 'signer-not-established'
  | 'edition-expired'
  | 'edition-not-yet-valid'
  | 'delivery-ended'
  | 'key-binding-stale'
  | ProofFault;

/** What a reader should know although it decides nothing. */
export type VerdictNote =
  /** Always, until log and status lists exist: withdrawn or superseded since would not show. */
  | 'not-logged'
  | 'operator-could-sign'
  | 'signer-unverified'
  | 'self-approved'
  | 'key-reported-compromised-later'
  | 'no-key-binding'
  | 'no-receipt'
  | 'other-trust-file';

/** Where in the edition something is: an item's id and the level's name. */
export interface LevelPlace {
  readonly id: string;
  readonly level: LevelName;
}

/** What a check found out. Everything but the first four is there only as far as it was established. Times ISO 8601, UTC. */
export interface Verdict {
  /** Signed by an established signer and whole. */
  readonly authentic: boolean;
  /** Authentic, and in force at `asOf`. Only then does `warifu-verify` exit 0. */
  readonly current: boolean;
  /** The first reason is the verdict's own; further ones also hold. */
  readonly reasons: readonly [VerdictReason, ...VerdictReason[]];
  readonly asOf: string;
  /** Which part failed; never its content. */
  readonly detail?: string;
  readonly notes: readonly VerdictNote[];
  readonly signer?: {
    readonly issuer: string;
    /** False without a trust file: then the rest is missing and the issuer is only what the file says of itself. */
    readonly established: boolean;
    readonly names?: Words;
    readonly assurance?: TrustedOrganization['assurance'];
    readonly custody?: OrganizationKey['custody'];
    readonly kid?: string;
  };
  readonly approval?: EditionView['approval'];
  readonly edition?: {
    readonly number: number;
    readonly id: string;
    readonly hash: string;
    readonly previous?: string;
    readonly catalogue: EditionView['catalogue'];
    readonly issuedAt: string;
    readonly validFrom: string;
    readonly expiresAt: string;
  };
  readonly items?: {
    /** Items of which at least one level is open. */
    readonly opened: readonly { readonly id: string; readonly level: LevelName }[];
    /** Items of which nothing is open. */
    readonly withheld: readonly string[];
    readonly notStated: readonly LevelPlace[];
    readonly notDisclosed: readonly LevelPlace[];
    readonly counts: {
      readonly opened: number;
      readonly withheld: number;
      readonly notStated: number;
      readonly notDisclosed: number;
    };
  };
  readonly reader?: {
    readonly audience: string;
    readonly nonce: string;
    /** Whether the caller asked for this audience and nonce, and got them. */
    readonly expected: boolean;
    readonly boundAt: string;
    readonly delivery?: {
      readonly id: string;
      readonly grant: string;
      readonly terms?: { readonly id: string; readonly hash: string };
      readonly deliveredAt: string;
      readonly expiresAt: string;
      readonly ledger?: { readonly sequence: number; readonly head: string };
    };
  };
  readonly trust?: {
    readonly issuer: string;
    readonly issuedAt: string;
    readonly hash: string;
    readonly signedBy: string;
  };
  readonly view?: EditionView;
}
