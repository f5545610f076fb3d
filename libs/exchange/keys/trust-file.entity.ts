import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One state of the trust file, as it was signed. A receipt names the one in force by its hash; rows are never changed. */
@Entity('trust_files')
export class StoredTrustFile {
  @PrimaryColumn('integer') readonly version!: number;
  /** SHA-256 of what it says, its moment apart: a new version is made only when this differs, or the last one is old. */
  @Column('bytea') readonly contentHash!: Buffer;
  /** The exact JWS. */
  @Column('text') readonly jws!: string;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly signedAt!: Date;
}
