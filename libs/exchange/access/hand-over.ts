import type { Ledger } from '#exchange/ledger';
import type { Tx } from '#platform/database';
import type { Actor } from './actor.ts';

/**
 * Hands over what a member who leaves was writing: the successor becomes the last editor, and what the leaver had
 * submitted goes back to draft, because nobody is there to answer for it. What was approved stays approved.
 * The one place where this folder writes to profiles.
 */
export async function handOverDrafts(
  tx: Tx,
  actor: Actor,
  { from, to }: { readonly from: string; readonly to: string | null },
  ledger: Ledger,
): Promise<void> {
  const [profiles]: [{ state: string }[]] = await tx.query(
    `update profiles set
            last_edited_by = case when last_edited_by = $2 then coalesce($3::uuid, last_edited_by) else last_edited_by end,
            submitted_at = case when state = 'submitted' and submitted_by = $2 then null else submitted_at end,
            state = case when state = 'submitted' and submitted_by = $2 then 'draft' else state end,
            submitted_by = case when state = 'submitted' and submitted_by = $2 then null else submitted_by end
      where organization_id = $1
        and ((last_edited_by = $2 and state <> 'approved') or (state = 'submitted' and submitted_by = $2))
      returning state`,
    [actor.organizationId, from, to],
  );
  if (profiles.length === 0) return;
  await ledger.append(tx, actor, { event: 'profile.handed-over', subjectId: from, detail: { to } });
}
