import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * "Live", once: not revoked, not ended, started, not over, and the relation it hangs on still stands. The form that is
 * given the relation's end has no sub-query, so Postgres writes it into the query that calls it; the other one looks
 * the end up, and is called as the function it is.
 */
const live = [
  `
  create function grant_is_live(g grants, relation_ended_at timestamptz) returns boolean language sql stable as $$
    select g.revoked_at is null and g.ended_at is null
       and g.starts_at <= app_now() and (g.ends_at is null or app_now() < g.ends_at)
       and relation_ended_at is null
  $$`,
  `
  create function grant_is_live(g grants) returns boolean language sql stable as $$
    select grant_is_live(g, (select r.ended_at from relations r where r.id = g.relation_id))
  $$`,
];

/**
 * The one place a grant is opened, for the view, the bundle and evidence alike: who asks, may they at all, is the grant
 * theirs and live, were the terms accepted, which edition, its ready bytes, and the access record, in one call.
 * Either a row with content comes back and the record is written, or neither.
 *
 * outcome: ok | withdrawn (both recorded) · unauthenticated | forbidden | not-found | terms-not-accepted | nothing-published
 *          | uncut (nothing recorded; the bytes have to be cut first, then ask again)
 * content is left out of a view when the caller says that it holds the bytes of exactly this edition and scope.
 *
 * Several small statements, each by one index, cost less than one large one: a plan of ten joins is set up anew at every
 * call (measured, twice the CPU for a refusal). A grant that does not exist looks an organization up all the same, so
 * that it is refused in the time of one that does.
 */
const openGrant = `
  create function open_grant(p_token bytea, p_is_key boolean, p_grant uuid, p_roles text[], p_action text,
                             p_event text, p_evidence uuid, p_request text, p_held_edition uuid, p_held_scope uuid,
                             out outcome text, out asker_id uuid, out grantor_id uuid, out content text,
                             out edition_id uuid, out scope_id uuid, out member_id uuid, out number integer,
                             out latest integer, out published_at timestamptz, out expires_at timestamptz,
                             out expired boolean, out withdrawn_at timestamptz, out ends_at timestamptz, out label text,
                             out onward text, out purpose text, out delivery text, out originals boolean,
                             out terms_id uuid, out names text, out assurance text)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  #variable_conflict use_variable
  declare
    who record; g record; accepted boolean;
  begin
    if p_is_key then
      select a.id as service_account_id, null::uuid as member_id, a.organization_id, p_action = any(a.scopes) as allowed,
             null::uuid as session_id, false as stale
        into who
        from api_keys k
        join service_accounts a on a.id = k.service_account_id and a.ended_at is null
        join organizations o on o.id = a.organization_id and o.closed_at is null
       where k.token_hash = p_token and k.ended_at is null and k.expires_at > app_now();
    else
      select null::uuid as service_account_id, m.id as member_id, m.organization_id, m.roles && p_roles as allowed,
             s.id as session_id, s.last_seen_at < app_now() - interval '1 minute' as stale
        into who
        from sessions s
        join members m on m.id = s.member_id and m.left_at is null
        join organizations o on o.id = m.organization_id and o.closed_at is null
       where s.token_hash = p_token and s.ended_at is null and s.expires_at > app_now()
         and s.last_seen_at > app_now() - interval '12 hours';
    end if;
    if who.organization_id is null then
      outcome := 'unauthenticated';
      return;
    end if;
    asker_id := who.organization_id;
    if who.stale then update sessions s set last_seen_at = app_now() where s.id = who.session_id; end if;
    if who.allowed is not true then
      outcome := 'forbidden';
      return;
    end if;

    select gr.grantor_id, gr.scope_id, gr.ends_at, gr.label, gr.onward, gr.purpose, gr.delivery, gr.originals,
           gr.terms_required, gr.pinned_edition_id, o.names, o.assurance,
           gr.grantee_id = who.organization_id and grant_is_live(gr, r.ended_at) and o.closed_at is null
           and (not gr.named or exists (select from grant_readers x where x.grant_id = gr.id
                and x.reader_id in (who.member_id, who.service_account_id))) as open
      into g
      from (select p_grant as id) asked
      left join grants gr on gr.id = asked.id
      left join organizations o on o.id = coalesce(gr.grantor_id, who.organization_id)
      left join relations r on r.id = gr.relation_id;
    grantor_id := g.grantor_id;
    if g.open is not true then
      outcome := 'not-found';
      return;
    end if;

    if g.terms_required then
      select t.id, exists (select from terms_acceptances a where a.grant_id = p_grant and a.terms_id = t.id)
        into terms_id, accepted
        from terms t where t.organization_id = g.grantor_id order by t.version desc limit 1;
    end if;
    if g.pinned_edition_id is null then
      select ed.id, ed.number, ed.number, ed.published_at, ed.expires_at, ed.expires_at <= app_now()
        into edition_id, number, latest, published_at, expires_at, expired
        from editions ed where ed.organization_id = g.grantor_id order by ed.number desc limit 1;
    else
      select ed.id, ed.number, (select max(l.number) from editions l where l.organization_id = g.grantor_id),
             ed.published_at, ed.expires_at, ed.expires_at <= app_now()
        into edition_id, number, latest, published_at, expires_at, expired
        from editions ed where ed.organization_id = g.grantor_id and ed.id = g.pinned_edition_id;
    end if;
    select w.withdrawn_at into withdrawn_at from edition_withdrawals w where w.edition_id = open_grant.edition_id;

    outcome := case
      when g.terms_required and accepted is not true then 'terms-not-accepted'
      when edition_id is null then 'nothing-published'
      when withdrawn_at is not null then 'withdrawn'
      else 'ok' end;
    if outcome = 'ok' then
      if p_event = 'disclosure.evidence-read' then
        -- The file must be named by this edition under an item that this grant opens down to its evidence.
        select ee.evidence_id::text into content
          from edition_evidence ee join scopes s on s.id = g.scope_id
         where ee.edition_id = open_grant.edition_id and ee.evidence_id = p_evidence
           and (s.levels ->> ee.item_id)::int = 4 limit 1;
        if content is null then outcome := 'not-found'; end if;
      elsif p_event <> 'disclosure.viewed' or (p_held_edition, p_held_scope) is distinct from (edition_id, g.scope_id) then
        select case when p_event = 'disclosure.bundled' then c.presentation else c.view end into content
          from edition_cuts c where c.edition_id = open_grant.edition_id and c.scope_id = g.scope_id;
        if content is null then outcome := 'uncut'; end if;
      end if;
    end if;
    if outcome in ('ok', 'withdrawn') then
      insert into ledger_entries (event, organization_id, counterparty_id, member_id, service_account_id, grant_id,
                                  edition_id, subject_id, request_id)
      values (p_event, g.grantor_id, who.organization_id, who.member_id, who.service_account_id, p_grant, edition_id,
              p_evidence, p_request);
    end if;
    scope_id := g.scope_id; member_id := who.member_id; ends_at := g.ends_at; label := g.label; onward := g.onward;
    purpose := g.purpose; delivery := g.delivery; originals := g.originals; names := g.names; assurance := g.assurance;
  end $$`;

/** The same for a grant to the public: nobody signs in, and the read is recorded all the same. */
const openPublic = `
  create function open_public(p_grantor uuid, p_request text)
    returns table (outcome text, content text, edition_id uuid, scope_id uuid, number integer, published_at timestamptz,
                   expires_at timestamptz, expired boolean, withdrawn_at timestamptz, label text, onward text, purpose text,
                   grant_id uuid, ends_at timestamptz, names text, assurance text)
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  #variable_conflict use_column
  declare
    g record; e record; bytes text; said text := 'ok';
  begin
    select gr.*, o.names::text as names, o.assurance into g
      from grants gr join organizations o on o.id = gr.grantor_id and o.closed_at is null
     where gr.grantor_id = p_grantor and gr.grantee_id is null and grant_is_live(gr) order by gr.id desc limit 1;
    select ed.id, ed.number, ed.published_at, ed.expires_at, ed.expires_at <= app_now() as expired, w.withdrawn_at into e
      from editions ed left join edition_withdrawals w on w.edition_id = ed.id
     where ed.organization_id = p_grantor and (g.pinned_edition_id is null or ed.id = g.pinned_edition_id)
     order by ed.number desc limit 1;
    if g.id is null or e.id is null then
      return query select 'not-found', null, null::uuid, null::uuid, null::int, null::timestamptz, null::timestamptz,
        null::boolean, null::timestamptz, null, null, null, null::uuid, null::timestamptz, null, null;
      return;
    end if;
    if e.withdrawn_at is not null then
      said := 'withdrawn';
    else
      select c.view into bytes from edition_cuts c where c.edition_id = e.id and c.scope_id = g.scope_id;
      if bytes is null then said := 'uncut'; end if;
    end if;
    if said <> 'uncut' then
      insert into ledger_entries (event, organization_id, grant_id, edition_id, request_id)
      values ('disclosure.public-viewed', g.grantor_id, g.id, e.id, p_request);
    end if;
    return query select said, bytes, e.id, g.scope_id, e.number, e.published_at, e.expires_at, e.expired, e.withdrawn_at,
      g.label, g.onward, g.purpose, g.id, g.ends_at, g.names, g.assurance;
  end $$`;

/**
 * What the acting company (and this person or key in it) may read right now, and what it read last: no content, only
 * numbers and dates. Keyset: newest grant first, ids below \`p_before\`.
 */
const readable = `
  create function readable_grants(p_reader uuid, p_before uuid, p_limit integer)
    returns table (id uuid, grantor_id uuid, names jsonb, assurance text, purpose text, label text, delivery text,
                   originals boolean, onward text, ends_at timestamptz, number integer, published_at timestamptz,
                   expires_at timestamptz, withdrawn_at timestamptz, pinned boolean, last_read_at timestamptz,
                   last_read_number integer, terms_due boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select g.id, g.grantor_id, o.names, o.assurance, g.purpose, g.label, g.delivery, g.originals, g.onward, g.ends_at,
           e.number, e.published_at, e.expires_at, w.withdrawn_at, g.pinned_edition_id is not null, l.at, le.number,
           g.terms_required and not exists (select from terms_acceptances a where a.grant_id = g.id and a.terms_id =
             (select t.id from terms t where t.organization_id = g.grantor_id order by t.version desc limit 1))
      from grants g
      join organizations o on o.id = g.grantor_id and o.closed_at is null
      left join lateral (select ed.* from editions ed where ed.organization_id = g.grantor_id
             and (g.pinned_edition_id is null or ed.id = g.pinned_edition_id) order by ed.number desc limit 1) e on true
      left join edition_withdrawals w on w.edition_id = e.id
      left join lateral (select r.at, r.edition_id from ledger_entries r where r.grant_id = g.id
             and r.event in ('disclosure.viewed', 'disclosure.bundled') order by r.id desc limit 1) l on true
      left join editions le on le.id = l.edition_id
     where g.grantee_id = acting_organization() and (p_before is null or g.id < p_before) and grant_is_live(g)
       and (not g.named or exists (select from grant_readers r where r.grant_id = g.id and r.reader_id = p_reader))
     order by g.id desc limit p_limit
  $$`;

/** The number of an edition that a record names; nothing else of it. */
const editionNumber = `
  create function edition_number(p_edition uuid) returns integer
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as 'select number from editions where id = p_edition'`;

/** Who asks whom, for the job that tells them; nothing of what is asked. */
const requestParties = `
  create function request_parties(p_request uuid) returns table (holder_id uuid, requester_names jsonb)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as 'select q.holder_id, o.names from access_requests q join organizations o on o.id = q.requester_id
         where q.id = p_request and q.state = ''pending'''`;

/** Opening a grant: the functions, and the roles that may call them and nothing else. */
export class Opening1795400000002 implements MigrationInterface {
  async up(q: QueryRunner) {
    for (const statement of [...live, openGrant, openPublic, readable, editionNumber, requestParties])
      await q.query(statement);
    const functions = [
      'open_grant(bytea, boolean, uuid, text[], text, text, uuid, text, uuid, uuid)',
      'open_public(uuid, text)',
      'readable_grants(uuid, uuid, integer)',
      'edition_number(uuid)',
      'request_parties(uuid)',
    ];
    for (const name of functions) {
      await q.query(`alter function ${name} owner to warifu_definer`);
      await q.query(`revoke all on function ${name} from public`);
    }
    await q.query(`grant execute on function ${functions[0]} to warifu_reader`);
    await q.query(`grant execute on function ${functions[1]} to warifu_reader`);
    await q.query(`grant execute on function ${functions.slice(2).join(', ')} to warifu_app`);
    await q.query(`grant select on sessions, api_keys, service_accounts, members, organizations, relations, grants, grant_readers,
      scopes, terms, terms_acceptances, editions, edition_evidence, edition_withdrawals, edition_cuts, ledger_entries, access_requests to warifu_definer`);
    await q.query(`grant insert on ledger_entries to warifu_definer`);
    await q.query(`grant update (last_seen_at) on sessions to warifu_definer`);
  }

  async down() {
    throw new Error('Not taken back. Restore a backup instead.');
  }
}
