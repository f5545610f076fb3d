import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One thing that happened. Written in the same transaction as the thing itself; never updated or deleted, and the
 * application's role could not. An access record is an entry whose event is a kind of reading.
 */
@Entity('ledger_entries')
@Index('ledger_entries_organization_id_idx', ['organizationId', 'id'])
@Index('ledger_entries_grant_id_idx', ['grantId', 'id'], { where: 'grant_id is not null' })
@Index('ledger_entries_tx_idx', ['tx', 'id'])
@Check('ledger_entry_names_its_event', `event <> ''`)
export class LedgerEntry {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) readonly id!: string;
  /** The transaction that wrote it: entries are sealed in (tx, id) order once no older transaction is open. */
  @Column('bigint', { default: () => 'current_tx()' }) readonly tx!: string;
  @Column('timestamptz', { default: () => 'app_now()' }) readonly at!: Date;
  @Column('text') readonly event!: string;
  /** Whose record this is: for a reading, the discloser. Null for the exchange's own. */
  @Column('uuid', { nullable: true }) readonly organizationId!: string | null;
  /** The other side: for a reading, the company that read. */
  @Column('uuid', { nullable: true }) readonly counterpartyId!: string | null;
  /** The seat of the person who acted. */
  @Column('uuid', { nullable: true }) readonly memberId!: string | null;
  @Column('uuid', { nullable: true }) readonly serviceAccountId!: string | null;
  @Column('uuid', { nullable: true }) readonly grantId!: string | null;
  @Column('uuid', { nullable: true }) readonly editionId!: string | null;
  /** Whatever else it is about: a member, an evidence file, a request. */
  @Column('uuid', { nullable: true }) readonly subjectId!: string | null;
  /** Small particulars: codes, ids, counts. Never a fact of a profile, never a secret. */
  @Column('jsonb', { nullable: true }) readonly detail!: unknown;
  @Column('text', { nullable: true }) readonly requestId!: string | null;
}
