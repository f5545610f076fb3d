import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Custody } from '#contracts/key';
import type { Algorithm, PublicJwk } from '#proof';

/**
 * The public half of a company's signing key and when it was good: history is never rewritten, only closed.
 * A `kid` is the RFC 7638 thumbprint and is never used twice.
 */
@Entity('signing_keys')
@Index('signing_keys_organization_id_idx', ['organizationId', 'validFrom'])
@Check('signing_key_custody_is_known', `custody in ('exchange','own')`)
@Check('signing_key_ends_after_it_starts', `valid_until is null or valid_until >= valid_from`)
export class SigningKey {
  /** RFC 7638 thumbprint, base64url. */
  @PrimaryColumn('text') readonly kid!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('jsonb') readonly publicJwk!: PublicJwk;
  @Column('text') readonly algorithm!: Algorithm;
  @Column('text') readonly custody!: Custody;
  @Column('timestamptz') readonly validFrom!: Date;
  /** Retired then; what it signed before stays good. */
  @Column('timestamptz', { nullable: true }) readonly validUntil!: Date | null;
  /** Known or feared to be in other hands since then; what was published after that is disputed. */
  @Column('timestamptz', { nullable: true }) readonly compromisedSince!: Date | null;
  @Column('uuid', { nullable: true }) readonly addedBy!: string | null;
}
