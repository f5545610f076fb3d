import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Conditions of use, in the grantor's words. A new wording is a new version and asks every grantee again. */
@Entity('terms')
@Index('terms_version_is_given_once', ['organizationId', 'version'], { unique: true })
export class Terms {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('integer') readonly version!: number;
  @Column('jsonb') readonly text!: { readonly ja?: string; readonly en?: string };
  @Column('bytea') readonly hash!: Buffer;
  @Column('uuid') readonly writtenBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly writtenAt!: Date;
}
