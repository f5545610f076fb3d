import { migrate } from '#exchange/schema';
import type { Config } from '#platform/config';
import { Failure } from './failure.ts';
import { say } from './say.ts';

/** Brings the database and the queue's own tables up to date, and lets the application's role in. Safe to repeat. */
export async function runMigrate(config: Config): Promise<void> {
  if (!config.databaseAdminUrl) {
    throw new Failure(
      'DATABASE_ADMIN_URL を設定してください(表を作れる利用者)。',
      'Set DATABASE_ADMIN_URL to a user who may create tables and roles.',
    );
  }
  const ran = await migrate(config.databaseAdminUrl, config.databaseUrl);
  if (ran.length === 0) say('データベースは最新です。', 'The database is up to date.');
  else say(`移行しました: ${ran.join(', ')}`, `Migrated: ${ran.join(', ')}`);
}
