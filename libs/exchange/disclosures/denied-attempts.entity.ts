import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often somebody asked for what they may not see, by day. A count for the company probed, not a ledger row. */
@Entity('denied_attempts')
export class DeniedAttempts {
  @PrimaryColumn('date') readonly day!: string;
  /** The company whose grant was named. */
  @PrimaryColumn('uuid') readonly grantorId!: string;
  /** The company that asked. */
  @PrimaryColumn('uuid') readonly askerId!: string;
  @Column('integer') readonly count!: number;
}
