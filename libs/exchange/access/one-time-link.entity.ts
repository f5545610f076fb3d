import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RelationKind } from '#contracts/relation';
import type { Role } from './permissions.ts';

/** What the link is for. A link of one kind opens nothing of another. */
const linkKinds = ['sign-up', 'member-invitation', 'partner-invitation', 'password-reset'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** What an invitation offers: a seat to a member; to a partner company, if anything, a relation. */
export interface LinkOffer {
  readonly roles?: Role[];
  readonly title?: string;
  readonly relation?: { readonly kind: RelationKind; readonly ourSide: 'from' | 'to' };
}

/** A secret sent by mail, usable once, bound to its kind, address and company. Only its hash is kept. */
@Entity('one_time_links')
@Index('one_time_links_token_is_unique', ['tokenHash'], { unique: true })
@Index('one_time_links_organization_id_idx', ['organizationId', 'id'])
@Index('one_time_links_email_idx', ['email'])
@Check(
  'one_time_link_kind_is_known',
  `kind in ('sign-up', 'member-invitation', 'partner-invitation', 'password-reset')`,
)
@Check('one_time_link_token_is_a_sha256', `octet_length(token_hash) = 32`)
export class OneTimeLink {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly kind!: LinkKind;
  @Column('bytea', { select: false }) readonly tokenHash!: Buffer;
  @Column('text') readonly email!: string;
  /** The company that invites; null where a person asked for the link themselves. */
  @ForeignKey('Organization') @Column('uuid', { nullable: true }) readonly organizationId!: string | null;
  @Column('jsonb', { default: {} }) readonly offer!: LinkOffer;
  @ForeignKey('Member') @Column('uuid', { nullable: true }) readonly createdBy!: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly createdAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly usedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly cancelledAt!: Date | null;
}
