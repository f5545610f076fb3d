import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What was answered to a POST that carried an Idempotency-Key; kept 7 days. */
@Entity('idempotency_keys')
@Index('idempotency_keys_created_at_idx', ['createdAt'])
export class IdempotencyKey {
  /** The organization, or the person where there is none. */
  @PrimaryColumn('uuid') readonly ownerId!: string;
  @PrimaryColumn('text') readonly key!: string;
  /** SHA-256 over method, path and body. */
  @Column('bytea') readonly requestHash!: Buffer;
  @Column('integer') readonly status!: number;
  /** The answer without its secrets. */
  @Column('jsonb', { nullable: true }) readonly body!: unknown;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
}
