import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { IdentifierScheme } from '#contracts/organization';

/** A number by which the world knows a company. One number, one organization here. */
@Entity('organization_identifiers')
@Index('identifier_belongs_to_one_organization', ['scheme', 'value'], { unique: true })
@Index('organization_identifiers_organization_id_idx', ['organizationId'])
@Check('identifier_scheme_is_known', `scheme in ('jp-corporate','jp-demo','lei','vat','euid')`)
export class OrganizationIdentifier {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly scheme!: IdentifierScheme;
  @Column('text') readonly value!: string;
}
