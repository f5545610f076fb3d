import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ScanState } from '#contracts/evidence';

/** A document that supports an answer: the original's hash here, its bytes encrypted in the store under our own name. */
@Entity('evidence')
@Index('evidence_organization_id_idx', ['organizationId', 'id'])
@Check('evidence_hash_is_a_sha256', `octet_length(sha256) = 32`)
@Check('evidence_length_is_within_the_limit', `length between 1 and 26214400`)
@Check('evidence_scan_state_is_known', `scan in ('not-scanned','clean','infected','unscannable')`)
export class Evidence {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('jsonb') readonly title!: { readonly ja?: string; readonly en?: string };
  /** One of the catalogue's evidence kinds: policy, record, certificate, … */
  @Column('text') readonly kind!: string;
  /** As the customer named it; shown, never used as a path. */
  @Column('text') readonly fileName!: string;
  @Column('text') readonly mediaType!: string;
  @Column('integer') readonly length!: number;
  @Column('bytea') readonly sha256!: Buffer;
  @Column('text', { select: false }) readonly storageKey!: string;
  /** The file's own key, wrapped by the company's key. */
  @Column('bytea', { select: false }) readonly wrappedKey!: Buffer;
  /** plain | encrypted | signed | broken for a PDF, else null. */
  @Column('text', { nullable: true }) readonly pdf!: string | null;
  @Column('text', { default: 'not-scanned' }) readonly scan!: ScanState;
  @Column('date', { nullable: true }) readonly issued!: string | null;
  @Column('date', { nullable: true }) readonly expires!: string | null;
  @Column('uuid') readonly uploadedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly uploadedAt!: Date;
  /** Taken out of the draft. Bytes stay while a published edition names them. */
  @Column('timestamptz', { nullable: true }) readonly removedAt!: Date | null;
}
