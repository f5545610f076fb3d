import { Injectable } from '@nestjs/common';
import type { Actor, PersonActor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx } from '#platform/database';
import { alreadyDone, conflict, forbidden, Refusal } from '#platform/errors';
import { completeness } from './completeness.ts';
import { doerId } from './people.ts';
import { profileMaterial } from './profile-material.ts';
import type { Finding } from './profile-state.ts';
import { Profiles } from './profiles.service.ts';

/** From draft to approved: submitted by one person, sent back with a reason or approved by another. */
@Injectable()
export class Approvals {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly profiles: Profiles,
  ) {}

  /** @throws Refusal `not-publishable` with what is missing, by field; `already-done` when it is submitted or approved */
  async submit(actor: Actor): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      await tx.query(`select from profiles where organization_id = $1 for update`, [actor.organizationId]);
      const findings = completeness(await profileMaterial(tx, actor.organizationId));
      if (findings.length > 0) throw incomplete(findings);
      const [submitted]: [{ revision: number }[], number] = await tx.query(
        `update profiles set state = 'submitted', submitted_by = $2, submitted_at = app_now(), sent_back_reason = null
          where organization_id = $1 and state in ('draft', 'sent-back') returning revision`,
        [actor.organizationId, doerId(actor)],
      );
      if (!submitted[0]) throw alreadyDone('The profile has been submitted already.');
      await this.ledger.append(tx, actor, { event: 'profile.submitted', detail: { revision: submitted[0].revision } });
    });
  }

  /** Back to the editors, with the reason they read. The reason itself is not put into the ledger. */
  async sendBack(actor: PersonActor, reason: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const [sent]: [{ revision: number }[], number] = await tx.query(
        `update profiles set state = 'sent-back', sent_back_reason = $2, submitted_by = null, submitted_at = null,
                approved_by = null, approved_at = null, self_approved = false
          where organization_id = $1 and state in ('submitted', 'approved') returning revision`,
        [actor.organizationId, reason],
      );
      if (!sent[0]) throw conflict('There is nothing submitted to send back.');
      await this.ledger.append(tx, actor, { event: 'profile.sent-back', detail: { revision: sent[0].revision } });
    });
  }

  /**
   * Approves the revision that was looked at, once. Somebody other than its last editor does; where nobody else could,
   * the last editor may, and every reader is told.
   * @throws Refusal `already-done`, `conflict` when another revision stands now, `forbidden` for the last editor
   */
  async approve(actor: PersonActor, revision: number): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const { self, another } = await editorAndOthers(tx, actor);
      if (self && another) throw forbidden('You edited this last: somebody else approves it.');
      const [approved] = await tx.query(
        `update profiles set state = 'approved', approved_by = $2, approved_at = app_now(), self_approved = $4
          where organization_id = $1 and state = 'submitted' and revision = $3 returning 1`,
        [actor.organizationId, actor.memberId, revision, self],
      );
      if (approved.length === 0) throw await this.whyNot(tx, actor, revision);
      await this.ledger.append(tx, actor, { event: 'profile.approved', detail: { revision, self } });
    });
  }

  private async whyNot(tx: Tx, { organizationId }: PersonActor, revision: number): Promise<Refusal> {
    const now = await this.profiles.standing(tx, organizationId);
    if (now.revision !== revision) return conflict('The profile has changed since. Look at it again, then approve.');
    if (now.state === 'approved') return alreadyDone('This revision has been approved already.');
    return conflict('This revision is not submitted for approval.');
  }
}

const incomplete = (findings: readonly Finding[]) =>
  new Refusal('not-publishable', 'Some answers are not complete yet. See errors.', {
    errors: findings.map(({ item, field, words }) => ({
      pointer: ['', item, ...field.split('.')].filter((part, place) => place === 0 || part !== '').join('/'),
      detail: words.en,
    })),
    more: { findings },
  });

/**
 * Whether the approver is the person who edited last, and whether anybody else could approve. A person is the same in
 * whatever seat; what a program edited counts as edited by whoever made its account.
 */
async function editorAndOthers(tx: Tx, actor: PersonActor): Promise<{ self: boolean; another: boolean }> {
  const [row] = await tx.query(
    `select coalesce((select m.person_id = $2 from members m
                       where m.id = coalesce((select a.created_by from service_accounts a where a.id = p.last_edited_by),
                                             p.last_edited_by)), false) as self,
            exists (select from members m where m.organization_id = p.organization_id and m.left_at is null
                      and m.person_id <> $2 and 'approver' = any(m.roles)) as another
       from profiles p where p.organization_id = $1 for update of p`,
    [actor.organizationId, actor.personId],
  );
  return row ?? { self: false, another: false };
}
