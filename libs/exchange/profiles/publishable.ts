import type { IdentityAssurance } from '#contracts/organization';
import type { ProfileState } from '#contracts/profile';
import type { Tx } from '#platform/database';
import { alreadyDone, conflict, notFound, Refusal } from '#platform/errors';

/** What has to be true of a company and its profile before anything is signed. */
export interface PublishableState {
  readonly state: ProfileState;
  readonly assurance: IdentityAssurance;
}

/** @throws Refusal `not-publishable` saying which of the two is missing */
export function mustBePublishable<T extends PublishableState>(profile: T | undefined): asserts profile is T {
  if (profile?.state !== 'approved') throw new Refusal('not-publishable', 'The profile is not approved.');
  if (profile.assurance === 'unverified') {
    throw new Refusal('not-publishable', 'Nobody has confirmed yet that this account is that company.');
  }
}

/** Why a preparation cannot be completed: it has become an edition, was replaced, or was never there. */
export async function whyNotCompleted(tx: Tx, organizationId: string, id: string | undefined): Promise<Refusal> {
  if (id === undefined) return conflict('Nothing is prepared. Prepare an edition first.');
  const published = await tx.query(`select from editions where id = $1 and organization_id = $2`, [id, organizationId]);
  return published.length > 0 ? alreadyDone('This edition has been published already.') : notFound('Preparation');
}
