import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * A frozen, approved, signed state of a profile. Never changed: the application's role may only insert it.
 * `issuerJwt` and `disclosures` are the exact ASCII that was signed; nothing is ever serialised again.
 */
@Entity('editions')
@Index('edition_number_is_given_once', ['organizationId', 'number'], { unique: true })
@Index('edition_jti_is_unique', ['jti'], { unique: true })
@Check('edition_numbers_start_at_one', `number >= 1`)
@Check('edition_expires_after_it_is_published', `expires_at > published_at`)
export class Edition {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('integer') readonly number!: number;
  @Column('text') readonly jti!: string;
  @ForeignKey('SigningKey') @Column('text') readonly kid!: string;
  @Column('text') readonly issuerJwt!: string;
  /** All disclosures in the fixed order of `proof` (`~` between), so that an item's five are found by position. */
  @Column('text') readonly disclosures!: string;
  /** The item ids in that order; the company's own items last. */
  @Column('text', { array: true }) readonly itemIds!: string[];
  /** SHA-256 of `issuerJwt`; the next edition's `wf.prev`. */
  @Column('bytea') readonly hash!: Buffer;
  @Column('text') readonly catalogueId!: string;
  @Column('text') readonly catalogueEdition!: string;
  /** Private half of this edition's presentation key, wrapped by the company's key. */
  @Column('bytea', { select: false }) readonly presentationKey!: Buffer;
  /** The draft's revision it was made from: a higher one means that there is something new to publish. */
  @Column('integer', { default: 0 }) readonly revision!: number;
  @Column('uuid') readonly approvedBy!: string;
  @Column('boolean') readonly selfApproved!: boolean;
  @Column('integer') readonly statusIndex!: number;
  @Column('timestamptz') readonly publishedAt!: Date;
  @Column('timestamptz') readonly expiresAt!: Date;
}
