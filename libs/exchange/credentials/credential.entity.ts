import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What the company itself says of the credential. Lapsed is never stored: it follows from the date. */
export const storedCredentialStates = ['applied', 'held', 'suspended', 'withdrawn'] as const;
export type StoredCredentialState = (typeof storedCredentialStates)[number];

/** A certificate, mark, level, self-declaration or report; its scheme's rules stand in `schemes.ts`. */
@Entity('credentials')
@Index('credentials_organization_id_idx', ['organizationId'])
@Check('credential_state_is_known', `state in ('applied','held','suspended','withdrawn')`)
@Check('credential_ends_after_it_starts', `valid_until is null or issued is null or valid_until >= issued`)
@Check('held_credential_has_an_issue_date', `state <> 'held' or issued is not null`)
export class Credential {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('text') readonly scheme!: string;
  @Column('jsonb') readonly scope!: { readonly ja?: string; readonly en?: string };
  @Column('text', { nullable: true }) readonly number!: string | null;
  @Column('text') readonly state!: StoredCredentialState;
  @Column('date', { nullable: true }) readonly issued!: string | null;
  /** The last valid day, in the company's time zone. */
  @Column('date', { nullable: true }) readonly validUntil!: string | null;
  @Column('integer', { default: 1 }) readonly version!: number;
  @Column('timestamptz', { default: () => 'now()' }) readonly changedAt!: Date;
}
