import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A leaky bucket per kind of guess, address and account: what slows guessing down over every replica. */
@Entity('attempts')
export class Attempt {
  /** sha-256 of kind and subject, so that the table is no list of addresses tried. */
  @PrimaryColumn('bytea') readonly bucket!: Buffer;
  @Column('integer') readonly count!: number;
  @Column('timestamptz') readonly resetsAt!: Date;
}
