import type { Tx } from '#platform/database';

/** Who did something, by name; a service account has no title. */
export interface Doer {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
}

/**
 * SQL for a `Doer` as JSON: a seat (which stays when the person has left) or a service account of the company.
 * @param column the column that holds its id; may be null
 */
export const doerSql = (column: string) => `coalesce(
  (select json_build_object('id', seat.id, 'name', human.name, 'title', seat.title)
     from members seat join people human on human.id = seat.person_id where seat.id = ${column}),
  (select json_build_object('id', program.id, 'name', program.name, 'title', null)
     from service_accounts program where program.id = ${column}))`;

/** The id under which an actor's doing is remembered. */
export const doerId = (actor: { readonly memberId: string | null; readonly serviceAccountId: string | null }): string =>
  (actor.memberId ?? actor.serviceAccountId) as string;

/** Counts a change of what an edition would hold, and takes the profile back to draft. @returns the new revision */
export async function changeProfile(tx: Tx, organizationId: string, editor: string): Promise<number> {
  const [row] = await tx.query(`select change_profile($1, $2) as revision`, [organizationId, editor]);
  return row.revision;
}
