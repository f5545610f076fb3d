import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A job that must happen because something was committed. Its id is the job's id, so handing it over twice is once. */
@Entity('outbox_messages')
@Index('outbox_messages_waiting_idx', ['id'], { where: 'relayed_at is null' })
export class OutboxMessage {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly job!: string;
  /** Ids only: the queue is clear text. */
  @Column('jsonb') readonly payload!: Readonly<Record<string, string>>;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
  @Column('timestamptz', { nullable: true }) readonly relayedAt!: Date | null;
}
