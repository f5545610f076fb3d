import { Injectable } from '@nestjs/common';
import type { Actor } from '#exchange/access';
import { Database, type Tx } from '#platform/database';
import { type Doer, doerSql } from './people.ts';
import { type ProfileMaterial, profileMaterial } from './profile-material.ts';
import type { ProfileState } from '#contracts/profile';

/** Where a profile stands on its way to the next edition. */
export interface Standing {
  readonly state: ProfileState;
  readonly revision: number;
  readonly lastEditedBy: Doer | null;
  readonly submittedBy: Doer | null;
  readonly submittedAt: string | null;
  readonly approvedBy: Doer | null;
  readonly approvedAt: string | null;
  readonly selfApproved: boolean;
  readonly sentBackReason: string | null;
}

const untouched: Standing = {
  state: 'draft',
  revision: 0,
  lastEditedBy: null,
  submittedBy: null,
  submittedAt: null,
  approvedBy: null,
  approvedAt: null,
  selfApproved: false,
  sentBackReason: null,
};

/** A company's living profile as a whole. */
@Injectable()
export class Profiles {
  constructor(private readonly database: Database) {}

  async read(actor: Actor): Promise<{ readonly standing: Standing; readonly material: ProfileMaterial }> {
    return this.database.transaction(actor, async (tx) => ({
      standing: await this.standing(tx, actor.organizationId),
      material: await profileMaterial(tx, actor.organizationId),
    }));
  }

  /** A company that has never written anything stands at revision 0, without a row. */
  async standing(tx: Tx, organizationId: string): Promise<Standing> {
    const [row]: { standing: Standing }[] = await tx.query(
      `select json_build_object('state', p.state, 'revision', p.revision,
              'lastEditedBy', ${doerSql('p.last_edited_by')},
              'submittedBy', ${doerSql('p.submitted_by')}, 'submittedAt', p.submitted_at,
              'approvedBy', ${doerSql('p.approved_by')}, 'approvedAt', p.approved_at,
              'selfApproved', p.self_approved, 'sentBackReason', p.sent_back_reason) as standing
         from profiles p where p.organization_id = $1`,
      [organizationId],
    );
    return row?.standing ?? untouched;
  }
}
