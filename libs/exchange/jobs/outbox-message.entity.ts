import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A job that must happen because something was committed. Its id is the job's id, so handing it over twice is once.
 * This row, not the queue, knows whether the work is done: a queue that was lost is filled again from here.
 */
@Entity('outbox_messages')
@Index('outbox_messages_due_at_idx', ['dueAt', 'id'], { where: 'due_at is not null' })
@Index('outbox_messages_finished_at_idx', ['finishedAt'], { where: 'finished_at is not null' })
export class OutboxMessage {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly job!: string;
  /** Ids only: the queue is clear text. */
  @Column('jsonb') readonly payload!: Readonly<Record<string, string>>;
  @Column('timestamptz', { default: () => 'now()' }) readonly createdAt!: Date;
  /** When to hand it to the queue: at once; a little later while a relay holds it; much later, in case the queue lost it. */
  @Column('timestamptz', { default: () => 'now()', nullable: true }) readonly dueAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly relayedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly finishedAt!: Date | null;
  /** Given up: no payload of ours, or every try used. Kept for a person to look at. */
  @Column('timestamptz', { nullable: true }) readonly failedAt!: Date | null;
  @Column('text', { nullable: true }) readonly failure!: string | null;
}
