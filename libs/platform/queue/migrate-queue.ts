import { runMigrations } from 'bullmq';
import pg from 'pg';

export const queueSchema = 'bullmq';
/** The one queue there is. */
export const queueName = 'jobs';

/**
 * Brings the queue's own tables up to date (schema `bullmq`) and lets the application's role use them. Safe to run
 * again and from several processes at once.
 * @param adminUrl a role that may create schemas; it owns what it makes
 */
export async function migrateQueue(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await runMigrations(client, queueSchema);
    await client.query(`set search_path to ${queueSchema}`);
    // BullMQ makes a queue's number sequence when the first job is added; the application's role may not make anything.
    const { rows } = await client.query(`select quote_ident(job_id_seq_name($1)) as sequence`, [queueName]);
    await client.query(`create sequence if not exists ${rows[0].sequence}`);
    for (const statement of privileges) await client.query(statement);
    const { rows: database } = await client.query(`select quote_ident(current_database()) as name`);
    // BullMQ gathers a batch in a temporary table. Ours that run as their definer look into pg_temp last.
    await client.query(`grant temporary on database ${database[0].name} to warifu_app`);
  } finally {
    await client.end();
  }
}

const privileges = [
  `grant usage on schema ${queueSchema} to warifu_app`,
  `grant select, insert, update, delete on all tables in schema ${queueSchema} to warifu_app`,
  `revoke insert, update, delete on ${queueSchema}.migration from warifu_app`,
  `grant usage, select on all sequences in schema ${queueSchema} to warifu_app`,
  `grant execute on all functions in schema ${queueSchema} to warifu_app`,
];
