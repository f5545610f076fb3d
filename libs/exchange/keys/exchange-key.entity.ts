import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PublicJwk } from '#proof';

/** A key of the exchange itself: the registrar signs trust files and receipts, the sealer signs ledger heads. */
@Entity('exchange_keys')
@Index('exchange_key_in_use_stands_once', ['purpose'], { unique: true, where: 'valid_until is null' })
@Check('exchange_key_purpose_is_known', `purpose in ('registrar','status','ledger')`)
export class ExchangeKey {
  @PrimaryColumn('text') readonly kid!: string;
  @Column('text') readonly purpose!: 'registrar' | 'status' | 'ledger';
  @Column('jsonb') readonly publicJwk!: PublicJwk;
  @Column('bytea', { select: false }) readonly wrapped!: Buffer;
  @Column('timestamptz') readonly validFrom!: Date;
  @Column('timestamptz', { nullable: true }) readonly validUntil!: Date | null;
}
