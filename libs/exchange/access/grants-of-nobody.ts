import type { Ledger } from '#exchange/ledger';
import type { Tx } from '#platform/database';
import type { Actor } from './actor.ts';

/**
 * Ends the grants to the actor's company whose named readers are all gone: members who left, service accounts that
 * ended. A grant to named readers never becomes one to the company. Call it after the leaving, in its transaction.
 * The one place where this folder writes to grants; it asks nothing of them but who reads.
 */
export async function endGrantsOfNobody(tx: Tx, actor: Actor, ledger: Ledger): Promise<void> {
  const [ended]: [{ id: string; grantor_id: string }[]] = await tx.query(
    `update grants g set ended_at = app_now(), ending = 'nobody-left'
      where g.grantee_id = $1 and g.named and g.revoked_at is null and g.ended_at is null
        and not exists (
          select from grant_readers r
            left join members m on r.kind = 'member' and m.id = r.reader_id and m.left_at is null
            left join service_accounts a on r.kind = 'service-account' and a.id = r.reader_id and a.ended_at is null
           where r.grant_id = g.id and (m.id is not null or a.id is not null))
      returning g.id, g.grantor_id`,
    [actor.organizationId],
  );
  for (const { id, grantor_id: grantorId } of ended) {
    await ledger.append(tx, actor, {
      event: 'grant.ended',
      organizationId: grantorId,
      counterpartyId: actor.organizationId,
      grantId: id,
      detail: { ending: 'nobody-left' },
    });
  }
}
