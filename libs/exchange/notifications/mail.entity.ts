import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export const mailKinds = [
  'sign-up',
  'member-invitation',
  'partner-invitation',
  'password-reset',
  'access-request',
] as const;
export type MailKind = (typeof mailKinds)[number];

/**
 * A mail that has to go out, and whether it went. The secret of a link is wrapped by the master key until it is sent,
 * then forgotten.
 */
@Entity('mails')
@Index('mails_waiting_idx', ['id'], { where: 'sent_at is null and given_up_at is null' })
@Check(
  'mail_kind_is_known',
  `kind in ('sign-up','member-invitation','partner-invitation','password-reset','access-request')`,
)
export class Mail {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly kind!: MailKind;
  @Column('text') readonly recipient!: string;
  @Column('text') readonly language!: 'ja' | 'en';
  /** Ids and names the template needs; never a fact of a profile. */
  @Column('jsonb') readonly values!: Readonly<Record<string, string>>;
  @ForeignKey('OneTimeLink') @Column('uuid', { nullable: true }) readonly linkId!: string | null;
  @Column('bytea', { nullable: true, select: false }) readonly sealedToken!: Buffer | null;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly sentAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly givenUpAt!: Date | null;
}
