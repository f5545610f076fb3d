import type { MigrationInterface, QueryRunner } from 'typeorm';

// The ledger's number, transaction and time are the database's to give, not the application's.
const writable = [
  'event',
  'organization_id',
  'counterparty_id',
  'member_id',
  'service_account_id',
  'grant_id',
  'edition_id',
  'subject_id',
  'detail',
  'request_id',
];

/** What background work and the ledger's seals need beyond the tables. */
export class Work1795400000004 implements MigrationInterface {
  async up(q: QueryRunner) {
    // Entries below this number are settled: their transactions have ended, and no other can still write one.
    await q.query(`create function settled_tx() returns bigint language sql stable
      as 'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint'`);
    await q.query(`revoke insert on ledger_entries from warifu_app`);
    await q.query(`grant insert (${writable.join(', ')}) on ledger_entries to warifu_app`);
    // So that the application can tell whether a migration is missing.
    await q.query(`grant select on schema_migrations to warifu_app`);
    // Every message is updated three times in its life; dead rows in front of the index are what slows claiming down.
    await q.query(`alter table outbox_messages set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
      autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0)`);
  }

  async down() {
    throw new Error('The ledger is not loosened again. Restore a backup instead.');
  }
}
