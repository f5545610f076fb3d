import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Bytes waiting for a signature. One at a time per company; a new preparation replaces an unsigned one. */
@Entity('edition_preparations')
export class EditionPreparation {
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly organizationId!: string;
  @Column('uuid') readonly id!: string;
  @Column('integer') readonly number!: number;
  @Column('integer') readonly revision!: number;
  @Column('text') readonly kid!: string;
  /** base64url(header) . base64url(payload): what the key signs. */
  @Column('text') readonly signingInput!: string;
  @Column('text', { select: false }) readonly disclosures!: string;
  @Column('text', { array: true }) readonly itemIds!: string[];
  @Column('bytea', { select: false }) readonly presentationKey!: Buffer;
  @Column('integer') readonly statusIndex!: number;
  @Column('timestamptz') readonly expiresAt!: Date;
  @Column('uuid') readonly preparedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly preparedAt!: Date;
}
