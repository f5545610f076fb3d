import { continueNumbering } from '#exchange/ledger';
import { migrateQueue } from '#platform/queue';
import { createDataSource } from './data-source.ts';
import { letIn } from './roles.ts';

/**
 * Brings a database to the current schema, the queue's own included, and lets the application's login role in.
 * @param adminUrl a role that may create tables and roles; it owns what it makes
 * @param appUrl the application's own connection; only its user name is used here
 * @returns the names of the migrations that ran
 */
export async function migrate(adminUrl: string, appUrl: string): Promise<string[]> {
  const source = await createDataSource({ connectionString: adminUrl, max: 2 }).initialize();
  try {
    const ran = await source.runMigrations();
    await continueNumbering(source);
    await migrateQueue(adminUrl);
    await letIn(source, decodeURIComponent(new URL(appUrl).username));
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
