import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * An object in the store that no evidence row owns: not yet, while a file is being taken in, or not any more, once it
 * was destroyed. Written before the object is; whatever is still here after an hour was left behind and is deleted.
 */
@Entity('loose_objects')
@Index('loose_objects_since_idx', ['since'])
export class LooseObject {
  @PrimaryColumn('text') readonly storageKey!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly since!: Date;
}
