import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ProfileState } from '#contracts/profile';

/** A company's living profile: where its draft stands between editing and publishing. */
@Entity('profiles')
@Check('profile_state_is_known', `state in ('draft','submitted','sent-back','approved')`)
@Check('submitted_profile_says_by_whom', `state not in ('submitted','approved') or submitted_by is not null`)
@Check('approved_profile_says_by_whom', `state <> 'approved' or (approved_by is not null and approved_at is not null)`)
@Check('sent_back_profile_says_why', `state <> 'sent-back' or sent_back_reason is not null`)
export class Profile {
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly organizationId!: string;
  @Column('text') readonly catalogueId!: string;
  @Column('text') readonly catalogueEdition!: string;
  @Column('text', { default: 'draft' }) readonly state!: ProfileState;
  /** Counts every change of content; a submission and an approval hold for one revision only. */
  @Column('integer', { default: 0 }) readonly revision!: number;
  @Column('uuid', { nullable: true }) readonly lastEditedBy!: string | null;
  @Column('uuid', { nullable: true }) readonly submittedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly submittedAt!: Date | null;
  @Column('uuid', { nullable: true }) readonly approvedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly approvedAt!: Date | null;
  /** True when the only possible approver was also the last editor; every reader is told. */
  @Column('boolean', { default: false }) readonly selfApproved!: boolean;
  @Column('text', { nullable: true }) readonly sentBackReason!: string | null;
}
