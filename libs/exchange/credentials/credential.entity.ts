import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { SchemeId } from './schemes.ts';

/**
 * A certificate, mark, level, self-declaration or report as the company records it: dates, never a state. What it is
 * worth follows from the dates and the day (`stateOf`), so that nothing has to be changed for it to lapse.
 */
@Entity('credentials')
@Index('credentials_organization_id_idx', ['organizationId'])
@Check('credential_ends_after_it_starts', `valid_until is null or issued is null or valid_until >= issued`)
@Check('credential_period_has_two_ends', `(period_from is null) = (period_to is null) and period_to >= period_from`)
export class StoredCredential {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly scheme!: SchemeId;
  @Column('text', { nullable: true }) readonly edition!: string | null;
  @Column('jsonb', { nullable: true }) readonly scope!: { readonly ja?: string; readonly en?: string } | null;
  @Column('text', { nullable: true }) readonly number!: string | null;
  @Column('text', { nullable: true }) readonly issuer!: string | null;
  @Column('text', { nullable: true }) readonly verifyUrl!: string | null;
  @Column('date', { nullable: true }) readonly applied!: string | null;
  @Column('date', { nullable: true }) readonly issued!: string | null;
  /** The last valid day, in the company's time zone. */
  @Column('date', { nullable: true }) readonly validUntil!: string | null;
  /** Reports: what they speak about. */
  @Column('date', { nullable: true }) readonly periodFrom!: string | null;
  @Column('date', { nullable: true }) readonly periodTo!: string | null;
  @Column('date', { nullable: true }) readonly suspended!: string | null;
  @Column('date', { nullable: true }) readonly withdrawn!: string | null;
  @Column('integer', { default: 1 }) readonly version!: number;
  @Column('timestamptz', { default: () => 'now()' }) readonly changedAt!: Date;
}
