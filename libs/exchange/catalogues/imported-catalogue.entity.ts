import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody else's catalogue, as a company brought it in; referred to by id and edition. */
@Entity('imported_catalogues')
@Index('imported_catalogue_edition_is_kept_once', ['organizationId', 'digest'], { unique: true })
export class StoredCatalogue {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly title!: string;
  @Column('text') readonly edition!: string;
  @Column('text') readonly digest!: string;
  @Column('jsonb') readonly content!: unknown;
  @Column('uuid') readonly importedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly importedAt!: Date;
}
