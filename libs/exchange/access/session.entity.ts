import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One signed-in browser. Only the hash of its token is kept; the row is the session, so ending it is immediate. */
@Entity('sessions')
@Index('sessions_token_is_unique', ['tokenHash'], { unique: true })
@Index('sessions_person_id_idx', ['personId'])
@Index('sessions_member_id_idx', ['memberId'])
@Check('session_token_is_a_sha256', `octet_length(token_hash) = 32`)
export class Session {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('bytea', { select: false }) readonly tokenHash!: Buffer;
  @ForeignKey('Person') @Column('uuid') readonly personId!: string;
  /** The seat in use; null for an operator, or for a person without a company. */
  @ForeignKey('Member') @Column('uuid', { nullable: true }) readonly memberId!: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly createdAt!: Date;
  /** Moved forward at most once a minute, so that reading does not write. */
  @Column('timestamptz', { default: () => 'app_now()' }) readonly lastSeenAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
}
