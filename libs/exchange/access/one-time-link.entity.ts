import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What the link is for. A link of one kind opens nothing of another. */
export const linkKinds = ['invitation', 'password-reset'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** A secret sent by mail, usable once, bound to its kind, address and company. Only its hash is kept. */
@Entity('one_time_links')
@Index('one_time_links_token_is_unique', ['tokenHash'], { unique: true })
@Index('one_time_links_organization_id_idx', ['organizationId'])
@Check('one_time_link_kind_is_known', `kind in ('invitation', 'password-reset')`)
@Check('one_time_link_token_is_a_sha256', `octet_length(token_hash) = 32`)
export class OneTimeLink {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly kind!: LinkKind;
  @Column('bytea', { select: false }) readonly tokenHash!: Buffer;
  @Column('text') readonly email!: string;
  /** The company that invites; null for a password reset. */
  @ForeignKey('Organization') @Column('uuid', { nullable: true }) readonly organizationId!: string | null;
  /** Invitation: {roles, title} for a member, {} for a partner company that does not exist here yet. */
  @Column('jsonb', { default: {} }) readonly offer!: { readonly roles?: string[]; readonly title?: string };
  @ForeignKey('Member') @Column('uuid', { nullable: true }) readonly createdBy!: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly createdAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly usedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly cancelledAt!: Date | null;
}
