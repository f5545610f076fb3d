import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { IdentityAssurance } from '#contracts/organization';

export interface OrganizationNames {
  readonly ja?: string;
  readonly en?: string;
  readonly reading?: string;
}

/** A legal entity that owns one disclosure profile. */
@Entity('organizations')
@Check('organization_has_a_name', `names ? 'ja' or names ? 'en'`)
@Check('organization_assurance_is_known', `assurance in ('unverified','vouched','domain','operator')`)
@Check('organization_size_band_is_known', `size_band in ('1-20','21-100','101-300','301-1000','1001-5000','5001+')`)
@Index('organizations_name_ja_idx', { synchronize: false })
export class Organization {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('jsonb') readonly names!: OrganizationNames;
  /** ISO 3166-1 alpha-2. */
  @Column('text', { default: 'JP' }) readonly country!: string;
  /** Japan standard industrial classification, middle class (two digits). */
  @Column('text') readonly sector!: string;
  @Column('text') readonly sizeBand!: string;
  /** What it is, where that changes a reader's view: an insurer's requesters are underwriters. */
  @Column('boolean', { default: false }) readonly insurer!: boolean;
  @Column('text', { default: 'Asia/Tokyo' }) readonly timeZone!: string;
  @Column('text', { default: 'unverified' }) readonly assurance!: IdentityAssurance;
  @Column('uuid', { nullable: true }) readonly vouchedBy!: string | null;
  @Column('timestamptz', { nullable: true }) readonly assuredAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
  /** Closed by the operator or the owner: nobody acts for it any more, nothing of it is served. */
  @Column('timestamptz', { nullable: true }) readonly closedAt!: Date | null;

  /** An unverified company may draft and preview, not publish. */
  get mayPublish(): boolean {
    return this.assurance !== 'unverified' && this.closedAt === null;
  }
}
