import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Which evidence a published edition names, and under which item: what decides whether a grant opens a file. */
@Entity('edition_evidence')
@Index('edition_evidence_evidence_id_idx', ['evidenceId'])
export class EditionEvidence {
  @ForeignKey('Edition') @PrimaryColumn('uuid') readonly editionId!: string;
  @PrimaryColumn('text') readonly itemId!: string;
  @ForeignKey('Evidence') @PrimaryColumn('uuid') readonly evidenceId!: string;
  /** For row-level security. */
  @Column('uuid') readonly organizationId!: string;
}
