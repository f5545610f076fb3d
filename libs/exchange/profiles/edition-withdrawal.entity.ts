import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Said of an edition afterwards: it does not stand any more. The edition itself is not touched. */
@Entity('edition_withdrawals')
export class EditionWithdrawal {
  @ForeignKey('Edition') @PrimaryColumn('uuid') readonly editionId!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly reason!: string;
  @Column('uuid') readonly withdrawnBy!: string;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly withdrawnAt!: Date;
}
