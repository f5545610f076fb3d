import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A named reader of a grant: a member, or a service account that was listed on purpose. No row means nobody. */
@Entity('grant_readers')
@Index('grant_readers_reader_idx', ['readerId'])
@Check('grant_reader_kind_is_known', `kind in ('member','service-account')`)
export class GrantReader {
  @ForeignKey('Grant') @PrimaryColumn('uuid') readonly grantId!: string;
  /** A member's id or a service account's id, as `kind` says. */
  @PrimaryColumn('uuid') readonly readerId!: string;
  @Column('text') readonly kind!: 'member' | 'service-account';
}
