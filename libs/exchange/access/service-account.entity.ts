import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Action } from './permissions.ts';

/** A program of a company that calls the API: it may do the listed actions and nothing else. */
@Entity('service_accounts')
@Index('service_accounts_organization_id_idx', ['organizationId'])
export class ServiceAccount {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly name!: string;
  @Column('text', { array: true }) readonly scopes!: Action[];
  @ForeignKey('Member') @Column('uuid') readonly createdBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
}
