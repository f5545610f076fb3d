import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RelationKind } from '#contracts/relation';

/**
 * One company to another: the ordering party, parent or insurer stands in `fromId`. Made by either side, which is
 * `createdBy`; the other side sees it. When it ends, grants that hang on it end with it.
 */
@Entity('relations')
@Index('relation_of_a_kind_stands_once', ['fromId', 'toId', 'kind'], { unique: true, where: 'ended_at is null' })
@Index('relations_to_id_idx', ['toId'])
@Check('relation_joins_two_companies', `from_id <> to_id`)
@Check('relation_kind_is_known', `kind in ('supply','contract','group','insurance','community')`)
@Check('relation_share_is_a_percentage', `share_percent between 1 and 100`)
@Check('relation_required_star_is_known', `required_star between 1 and 5`)
export class Relation {
  @PrimaryColumn('uuid') readonly id!: string;
  @ForeignKey('Organization') @Column('uuid') readonly fromId!: string;
  @ForeignKey('Organization') @Column('uuid') readonly toId!: string;
  @Column('text') readonly kind!: RelationKind;
  @Column('boolean', { default: false }) readonly receivesConfidential!: boolean;
  @Column('boolean', { default: false }) readonly stopsOurWork!: boolean;
  @Column('boolean', { default: false }) readonly reachesOurSystems!: boolean;
  @Column('integer', { nullable: true }) readonly requiredStar!: number | null;
  @Column('integer', { nullable: true }) readonly sharePercent!: number | null;
  @Column('uuid') readonly createdBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) readonly since!: Date;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
}
