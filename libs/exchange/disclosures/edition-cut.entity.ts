import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The bytes one edition shows under one scope, cut once and kept: every later read is a look-up. */
@Entity('edition_cuts')
export class EditionCut {
  @ForeignKey('Edition') @PrimaryColumn('uuid') readonly editionId!: string;
  @ForeignKey('Scope') @PrimaryColumn('uuid') readonly scopeId!: string;
  /** The discloser; for row-level security. */
  @Column('uuid') readonly organizationId!: string;
  /** The view: JSON text, ready to send. */
  @Column('text') readonly view!: string;
  /** Company-signed token with the granted disclosures: `jwt~d~d~`, waiting for a key-binding JWT. */
  @Column('text') readonly presentation!: string;
}
