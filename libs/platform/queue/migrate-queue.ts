import { runMigrations } from 'bullmq';
import pg from 'pg';

export const queueSchema = 'bullmq';

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
    for (const statement of privileges) await client.query(statement);
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
