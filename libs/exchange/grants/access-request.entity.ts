import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RequestState } from '#contracts/grant';
import type { ScopeLevels } from './scope.entity.ts';

/** One company asks another for access, and says why. Silence is never consent. */
@Entity('access_requests')
@Index('access_requests_holder_id_idx', ['holderId', 'id'])
@Index('access_requests_requester_id_idx', ['requesterId', 'id'])
@Index('request_for_a_purpose_stands_once', ['requesterId', 'holderId', 'purpose'], {
  unique: true,
  where: `state = 'pending'`,
})
@Check('request_state_is_known', `state in ('pending','approved','approved-in-part','declined','withdrawn')`)
@Check('request_is_to_somebody_else', `requester_id <> holder_id`)
@Check('decided_request_says_when', `(state = 'pending') = (decided_at is null)`)
@Check('refused_request_says_why', `state not in ('declined','approved-in-part') or decision_reason is not null`)
export class AccessRequest {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly requesterId!: string;
  /** The company that is asked, because it holds the facts. */
  @ForeignKey('Organization') @Column('uuid') readonly holderId!: string;
  @Column('text') readonly reason!: string;
  @Column('text') readonly purpose!: string;
  @Column('jsonb') readonly wished!: ScopeLevels;
  @Column('date', { nullable: true }) readonly due!: string | null;
  @Column('text') readonly contact!: string;
  @Column('text', { default: 'pending' }) readonly state!: RequestState;
  @ForeignKey('Member') @Column('uuid') readonly askedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly askedAt!: Date;
  /** When those who may decide were told by mail. */
  @Column('timestamptz', { nullable: true }) readonly announcedAt!: Date | null;
  @Column('uuid', { nullable: true }) readonly decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly decidedAt!: Date | null;
  @Column('text', { nullable: true }) readonly decisionReason!: string | null;
  @ForeignKey('Grant') @Column('uuid', { nullable: true }) readonly grantId!: string | null;
}
