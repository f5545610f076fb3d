import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Delivery, SharingLabel } from '#contracts/grant';

export const endings = ['relation-ended', 'nobody-left', 'organization-closed'] as const;

/**
 * Permission for one company (or named persons in it, or the public) to read chosen items at chosen levels, for a
 * purpose and a time. Its times are half-open: it holds from `startsAt` until just before `endsAt`.
 * Whether it is live is decided by the database and its clock, in `grant_is_live`, nowhere else.
 */
@Entity('grants')
@Index('grants_grantor_id_idx', ['grantorId', 'id'])
@Index('grants_grantee_id_idx', ['granteeId', 'id'])
@Index('grants_relation_id_idx', ['relationId'])
@Check('grant_ends_after_it_starts', `ends_at is null or ends_at > starts_at`)
@Check('grant_is_to_somebody_else', `grantee_id is null or grantee_id <> grantor_id`)
@Check('public_grant_names_nobody', `grantee_id is not null or not named`)
@Check('grant_label_is_known', `label in ('TLP:RED','TLP:AMBER+STRICT','TLP:AMBER','TLP:GREEN','TLP:CLEAR')`)
@Check('grant_delivery_is_known', `delivery in ('view','download')`)
@Check('grant_ending_is_known', `ending in ('relation-ended','nobody-left','organization-closed')`)
@Check('grant_ending_has_a_time', `(ended_at is null) = (ending is null)`)
@Exclusion(
  'one_live_grant_per_partner_purpose_and_persons',
  `using gist (grantor_id with =, coalesce(grantee_id, '00000000-0000-0000-0000-000000000000'::uuid) with =, purpose with =, persons_key with =, tstzrange(starts_at, ends_at) with &&) where (revoked_at is null and ended_at is null)`,
)
export class Grant {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly grantorId!: string;
  /** Null: the public. */
  @ForeignKey('Organization') @Column('uuid', { nullable: true }) readonly granteeId!: string | null;
  @Column('text') readonly purpose!: string;
  /** True when only the persons and keys in `grant_readers` may read. */
  @Column('boolean', { default: false }) readonly named!: boolean;
  /** Sorted ids of the named readers, hashed; empty when the whole company may read. Only for the exclusion above. */
  @Column('text', { default: '' }) readonly personsKey!: string;
  @ForeignKey('Scope') @Column('uuid') readonly scopeId!: string;
  @Column('timestamptz') readonly startsAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly endsAt!: Date | null;
  @Column('text') readonly label!: SharingLabel;
  /** What the grantee may do with it beyond reading, in the grantor's words; null: nothing. */
  @Column('text', { nullable: true }) readonly onward!: string | null;
  @Column('text', { default: 'view' }) readonly delivery!: Delivery;
  /** True when evidence may be had as the original, not only as a stamped rendition. */
  @Column('boolean', { default: false }) readonly originals!: boolean;
  /** True when the grantee must accept the grantor's terms before the first read. */
  @Column('boolean', { default: true }) readonly termsRequired!: boolean;
  @ForeignKey('Edition') @Column('uuid', { nullable: true }) readonly pinnedEditionId!: string | null;
  /** When set, the grant ends with this relation. */
  @ForeignKey('Relation') @Column('uuid', { nullable: true }) readonly relationId!: string | null;
  @Column('uuid') readonly createdBy!: string;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly createdAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly revokedAt!: Date | null;
  @Column('uuid', { nullable: true }) readonly revokedBy!: string | null;
  @Column('text', { nullable: true }) readonly revocationReason!: string | null;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
  @Column('text', { nullable: true }) readonly ending!: (typeof endings)[number] | null;
}
