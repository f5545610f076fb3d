import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Something an edition would hold has changed: counts the profile's revision, and takes it back to draft, because a
 * submission and an approval are for one revision. Called by whoever changes an answer, a credential or evidence, in
 * the same transaction; makes the profile the first time.
 */
const changeProfile = `
  create function change_profile(organization uuid, editor uuid) returns integer language sql as $$
    insert into profiles (organization_id, catalogue_id, catalogue_edition, revision, last_edited_by)
    values (organization, 'sd-core', '1', 1, editor)
    on conflict (organization_id) do update set
      revision = profiles.revision + 1, state = 'draft', last_edited_by = excluded.last_edited_by,
      submitted_by = null, submitted_at = null, approved_by = null, approved_at = null, self_approved = false
    returning revision
  $$`;

/** Who has ever published: what the trust file is about. Only ids, because editions themselves stay behind their wall. */
const publishingOrganizations = `
  create function publishing_organizations() returns setof uuid language sql stable security definer
    set search_path = pg_catalog, public, pg_temp as $$ select distinct organization_id from editions $$`;

/**
 * The only thing that ever happens to a published edition's row: once it is withdrawn, its sealed presentation key is
 * destroyed. What was signed stays as it is.
 */
const forgetPresentationKey = `
  create function forget_presentation_key(edition uuid) returns void language sql security definer
    set search_path = pg_catalog, public, pg_temp as $$
    update editions set presentation_key = '' where id = edition and organization_id = acting_organization()
       and exists (select from edition_withdrawals w where w.edition_id = edition)
  $$`;

/** The draft's one counter, who has published, and two more tables that only grow. */
export class Drafts1795400000010 implements MigrationInterface {
  async up(q: QueryRunner) {
    await q.query(changeProfile);
    await q.query(publishingOrganizations);
    await q.query(forgetPresentationKey);
    for (const name of ['publishing_organizations()', 'forget_presentation_key(uuid)']) {
      await q.query(`alter function ${name} owner to warifu_definer`);
      await q.query(`revoke all on function ${name} from public`);
      await q.query(`grant execute on function ${name} to warifu_app`);
    }
    await q.query(`grant update (presentation_key) on editions to warifu_definer`);
    await q.query(`revoke update, delete on trust_files, status_indexes from warifu_app`);
    // Base64url of salted JSON: trying to compress it costs more than what it saves, at every publication and cut.
    await q.query(`alter table editions alter column disclosures set storage external`);
    await q.query(`alter table edition_preparations alter column disclosures set storage external`);
  }

  async down() {
    throw new Error('Not taken back. Restore a backup instead.');
  }
}
