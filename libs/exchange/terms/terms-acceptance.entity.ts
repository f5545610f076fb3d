import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A named member accepted one version of the terms for their company, under one grant. */
@Entity('terms_acceptances')
export class TermsAcceptance {
  @ForeignKey('Grant') @PrimaryColumn('uuid') readonly grantId!: string;
  @ForeignKey('Terms') @PrimaryColumn('uuid') readonly termsId!: string;
  @Column('uuid') readonly granteeId!: string;
  @ForeignKey('Member') @Column('uuid') readonly acceptedBy!: string;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly acceptedAt!: Date;
}
