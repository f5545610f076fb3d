import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The key that wraps everything of one company; itself wrapped by the exchange's master key. */
@Entity('company_keys')
export class CompanyKey {
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly organizationId!: string;
  @Column('bytea', { select: false }) readonly wrapped!: Buffer;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
}
