import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A company, itself known, says: this account is really that company. */
@Entity('vouchers')
@Check('nobody_vouches_for_itself', `organization_id <> by_organization_id`)
export class Voucher {
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly organizationId!: string;
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly byOrganizationId!: string;
  @ForeignKey('Member') @Column('uuid') readonly memberId!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly at!: Date;
}
