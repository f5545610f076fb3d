import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Item id → level (1 public … 4 evidence, cumulative). Explicit items, never "all". */
export type ScopeLevels = Readonly<Record<string, 1 | 2 | 3 | 4>>;

/**
 * A set of items with levels, interned: two grants that show the same share it, so bytes cut for one serve both.
 * Holds item ids only, so that sharing a row across companies tells nobody anything.
 */
@Entity('scopes')
@Index('scope_is_interned', ['digest'], { unique: true })
export class Scope {
  @PrimaryColumn('uuid') readonly id!: string;
  /** SHA-256 over the sorted `item=level` lines. */
  @Column('bytea') readonly digest!: Buffer;
  @Column('jsonb') readonly levels!: ScopeLevels;
}
