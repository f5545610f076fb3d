import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes a file out of every answer that names it, as an edit of those answers. Gives how many answers that were. */
const takeEvidenceFromDrafts = `
  create function take_evidence_from_drafts(organization uuid, evidence uuid, editor uuid) returns integer
    language plpgsql as $$
  declare
    named text[] := array(select d.item_id from draft_answers d
                           where d.organization_id = organization and d.answer -> 'evidence' ? evidence::text);
    next integer;
  begin
    if cardinality(named) > 0 then
      next := change_profile(organization, editor);
      update draft_answers d
         set answer = jsonb_set(d.answer, '{evidence}', (d.answer -> 'evidence') - evidence::text),
             version = next, edited_by = editor, edited_at = app_now()
       where d.organization_id = organization and d.item_id = any(named);
    end if;
    return cardinality(named);
  end $$`;

/** Whose file it is: a job carries the file's id alone. Only an id comes out. */
const evidenceOwner = `
  create function evidence_owner(p_evidence uuid) returns uuid language sql stable security definer
    set search_path = pg_catalog, public, pg_temp as $$ select organization_id from evidence where id = p_evidence $$`;

/** Removing evidence: out of the draft at once, and later by a job that knows nothing but its id. */
export class EvidenceFiles1795400000020 implements MigrationInterface {
  async up(q: QueryRunner) {
    for (const statement of [takeEvidenceFromDrafts, evidenceOwner]) await q.query(statement);
    await q.query(`alter function evidence_owner(uuid) owner to warifu_definer`);
    await q.query(`revoke all on function evidence_owner(uuid) from public`);
    await q.query(`grant execute on function evidence_owner(uuid) to warifu_app`);
    await q.query(`grant select on evidence to warifu_definer`);
  }

  async down() {
    throw new Error('Not taken back. Restore a backup instead.');
  }
}
