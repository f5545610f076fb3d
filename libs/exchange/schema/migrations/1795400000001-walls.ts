import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that hold one company's content, and the column that says whose. Row-level security is forced on them. */
const owned: Readonly<Record<string, string>> = {
  profiles: 'organization_id',
  draft_answers: 'organization_id',
  company_items: 'organization_id',
  credentials: 'organization_id',
  evidence: 'organization_id',
  company_keys: 'organization_id',
  key_secrets: 'organization_id',
  editions: 'organization_id',
  edition_preparations: 'organization_id',
  edition_evidence: 'organization_id',
  edition_cuts: 'organization_id',
  imported_catalogues: 'organization_id',
};

/** Tables that two companies share: either side sees the row. */
const shared: Readonly<Record<string, readonly [string, string]>> = {
  grants: ['grantor_id', 'grantee_id'],
  access_requests: ['requester_id', 'holder_id'],
  ledger_entries: ['organization_id', 'counterparty_id'],
};

/** Rows that are never changed or removed once written, whoever asks. */
const appendOnly = [
  'ledger_entries',
  'editions',
  'edition_evidence',
  'edition_withdrawals',
  'terms',
  'terms_acceptances',
  'scopes',
];

/**
 * The second wall: roles that own nothing, row-level security, and privileges that make the ledger and published
 * editions unchangeable for the application. (Roles and `app_now` come first, in the migration before.)
 */
export class Walls1795400000001 implements MigrationInterface {
  async up(q: QueryRunner) {
    await q.query(`grant usage on schema public to warifu_app, warifu_reader, warifu_sealer, warifu_definer`);
    await q.query(`grant select, insert, update, delete on all tables in schema public to warifu_app`);
    await q.query(`revoke all on ledger_seals, schema_migrations from warifu_app`);
    for (const table of appendOnly) await q.query(`revoke update, delete on ${table} from warifu_app`);
    await q.query(`grant select on ledger_entries to warifu_sealer`);
    await q.query(`grant select, insert on ledger_seals to warifu_sealer`);
    await q.query(`grant select on ledger_seals to warifu_app`);

    await q.query(`create function acting_organization() returns uuid language sql stable parallel safe
      as $$ select nullif(current_setting('warifu.organization', true), '')::uuid $$`);
    for (const [table, column] of Object.entries(owned)) {
      await this.enclose(q, table, `${column} = (select acting_organization())`);
    }
    for (const [table, [one, other]] of Object.entries(shared)) {
      await this.enclose(q, table, `(select acting_organization()) in (${one}, ${other})`, insertRule[table]);
    }
    await q.query(`create policy sealer_reads_all on ledger_entries for select to warifu_sealer using (true)`);
    await q.query(`create index organizations_name_ja_idx on organizations using gin ((names->>'ja') gin_trgm_ops)`);
  }

  private async enclose(q: QueryRunner, table: string, rule: string, insert = rule) {
    await q.query(`alter table ${table} enable row level security`);
    await q.query(`alter table ${table} force row level security`);
    await q.query(
      `create policy acting_organization_only on ${table} to warifu_app using (${rule}) with check (${insert})`,
    );
    await q.query(`create policy definer_sees_all on ${table} to warifu_definer using (true) with check (true)`);
  }

  async down() {
    throw new Error('Walls are not taken down. Restore a backup instead.');
  }
}

// The exchange's own entries (no organization) may be written by anyone who acts; all others only for the actor.
const insertRule: Readonly<Record<string, string>> = {
  ledger_entries: `organization_id is null or (select acting_organization()) in (organization_id, counterparty_id)`,
};
