import type { Action, Role } from './permissions.ts';

/** Who is asking, established by the guard from a session or an API key, and never from anything else sent. */
export interface Actor {
  readonly organizationId: string;
  /** The seat of a person; null for a service account. */
  readonly memberId: string | null;
  readonly personId: string | null;
  readonly serviceAccountId: string | null;
  readonly roles: readonly Role[];
  /** What an API key was narrowed to; null for a person. */
  readonly scopes: readonly Action[] | null;
  readonly requestId: string;
}

/** An actor who is a person: what approving, accepting and signing need. */
export type PersonActor = Actor & { readonly memberId: string; readonly personId: string };

/** A person who runs the exchange. Belongs to no company, so no company's rows open to them. */
export interface OperatorActor {
  readonly organizationId: null;
  readonly personId: string;
  readonly requestId: string;
}

/** A signed-in person with no seat in use: may manage their own sign-in, accept invitations, choose a company. */
export interface SignedInPerson {
  readonly personId: string;
  readonly sessionId: string;
  readonly memberId: string | null;
  readonly organizationId: string | null;
  readonly operator: boolean;
  readonly requestId: string;
}
