import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A secret of a service account: shown once, kept as a hash. `hint` is its last four characters. */
@Entity('api_keys')
@Index('api_keys_token_is_unique', ['tokenHash'], { unique: true })
@Index('api_keys_service_account_id_idx', ['serviceAccountId'])
@Check('api_key_token_is_a_sha256', `octet_length(token_hash) = 32`)
export class ApiKey {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('ServiceAccount') @Column('uuid') readonly serviceAccountId!: string;
  @Column('bytea', { select: false }) readonly tokenHash!: Buffer;
  @Column('text') readonly hint!: string;
  /** The member who made it: when that person leaves, the key ends. */
  @ForeignKey('Member') @Column('uuid') readonly createdBy!: string;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly createdAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
}
