import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A seal over the entries that settled since the seal before: their ids and hashes in order, chained. Written by its
 * own role; the application's cannot even insert one.
 */
@Entity('ledger_seals')
export class Seal {
  @PrimaryColumn('bigint') readonly number!: string;
  /** Position (tx, id) of the last entry sealed so far; the next seal starts after it. */
  @Column('bigint') readonly lastTx!: string;
  @Column('bigint') readonly lastId!: string;
  /** Ids of the entries under this seal, in (tx, id) order. */
  @Column('bigint', { array: true }) readonly entryIds!: string[];
  /** Their SHA-256 hashes, 32 bytes each, in the same order. */
  @Column('bytea') readonly entryHashes!: Buffer;
  /** How many entries are sealed so far, this seal's included. */
  @Column('bigint') readonly total!: string;
  /** SHA-256 over the previous head and everything above (see rows.ts). */
  @Column('bytea') readonly head!: Buffer;
  @Column('timestamptz') readonly sealedAt!: Date;
}
