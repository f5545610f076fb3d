import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A domain a company says is its own; verified once a DNS TXT record carries the challenge. */
@Entity('organization_domains')
@Index('domain_is_claimed_once_per_organization', ['organizationId', 'name'], { unique: true })
@Index('domain_is_verified_for_one_organization', ['name'], { unique: true, where: 'verified_at is not null' })
export class OrganizationDomain {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly name!: string;
  @Column('text') readonly challenge!: string;
  @Column('timestamptz', { nullable: true }) readonly verifiedAt!: Date | null;
}
