import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Role } from './permissions.ts';

/** A person's seat in one company. A seat that was left stays, because records name it. */
@Entity('members')
@Index('members_seat_is_held_once', ['organizationId', 'personId'], { unique: true, where: 'left_at is null' })
@Index('members_person_id_idx', ['personId'])
@Check(
  'member_has_a_known_role',
  `roles <@ array['owner','administrator','editor','approver','requester','viewer']::text[] and cardinality(roles) > 0`,
)
export class Member {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Person') @Column('uuid') readonly personId!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text', { array: true }) readonly roles!: Role[];
  /** As it stands under a signature: 取締役 品質・情報担当. */
  @Column('text') readonly title!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly joinedAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly leftAt!: Date | null;
}
