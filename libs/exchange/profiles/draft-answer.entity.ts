import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Answer } from '#contracts/answer';

/** What a company says of one item right now. `version` is its ETag. */
@Entity('draft_answers')
export class DraftAnswer {
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly organizationId!: string;
  /** A catalogue item (K1-01) or one of the company's own (C-7H2K9Q). */
  @PrimaryColumn('text') readonly itemId!: string;
  @Column('jsonb') readonly answer!: Answer;
  @Column('integer') readonly version!: number;
  @Column('uuid') readonly editedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly editedAt!: Date;
}
