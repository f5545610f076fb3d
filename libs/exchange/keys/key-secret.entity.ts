import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A private key the exchange holds for a company, wrapped by that company's key. */
@Entity('key_secrets')
export class KeySecret {
  @ForeignKey('SigningKey') @PrimaryColumn('text') readonly kid!: string;
  @ForeignKey('Organization') @Column('uuid') readonly organizationId!: string;
  @Column('bytea', { select: false }) readonly wrapped!: Buffer;
}
