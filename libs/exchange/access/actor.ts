import { forbidden } from '#platform/errors';
import { type Action, allows, type Role } from './permissions.ts';

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

/**
 * Narrows an actor to a person: approving, signing and accepting are acts of somebody with a name.
 * @throws Refusal `forbidden` for a service account
 */
export function personOnly(actor: Actor): PersonActor {
  if (actor.memberId === null || actor.personId === null) throw forbidden('Only a person may do this, not an API key.');
  return actor as PersonActor;
}

/** Whether the caller may do this at all: what responses carry as `can`, so that no client re-derives policy. */
export const can = (actor: Actor, action: Action): boolean =>
  actor.scopes === null ? allows(action, actor.roles) : actor.scopes.includes(action);
