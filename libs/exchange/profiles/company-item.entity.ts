import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A disclosure item of the company's own, beside the catalogue's. Its very title may be sensitive. */
@Entity('company_items')
export class CompanyItem {
  @ForeignKey('Organization') @PrimaryColumn('uuid') readonly organizationId!: string;
  @PrimaryColumn('text') readonly itemId!: string;
  @Column('jsonb') readonly title!: { readonly ja?: string; readonly en?: string };
  @Column('jsonb', { nullable: true }) readonly question!: { readonly ja?: string; readonly en?: string } | null;
  @Column('timestamptz', { nullable: true }) readonly removedAt!: Date | null;
}
