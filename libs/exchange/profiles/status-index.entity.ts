import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A place in a status list, drawn at random, given to one edition and never again. Reserved until the lists exist. */
@Entity('status_indexes')
export class StatusIndex {
  /** `list × 2^17 + index in the list`. */
  @PrimaryColumn('integer') readonly place!: number;
  @Column('uuid') readonly editionId!: string;
}
