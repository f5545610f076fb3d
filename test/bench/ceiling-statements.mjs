// The ceiling's statements: every rule a right answer depends on, as joins of one plain prepared statement.

const who = (roles) => `
  who as materialized (
    select m.id as member_id, m.organization_id
      from sessions s
      join members m on m.id = s.member_id and m.left_at is null and m.roles && '{${roles}}'
     where s.token_hash = $1 and s.ended_at is null and s.expires_at > now() and s.last_seen_at > now() - interval '12 hours')`;

/** Session → member → grant → terms → edition → bytes, and the access record. $1 token hash, $2 grant, $3 request. */
export const readStatement = `
  with ${who('owner,administrator,requester,viewer')},
  opened as materialized (
    select g.id, g.purpose, g.label, g.onward, g.delivery, g.originals, g.ends_at, g.grantor_id, w.member_id, w.organization_id,
           o.names::text as names, o.assurance, e.id as edition_id, e.number, e.published_at, e.expires_at, c.view
      from who w
      join grants g on g.id = $2 and g.grantee_id = w.organization_id and not g.named and g.revoked_at is null
       and g.ended_at is null and g.starts_at <= now() and (g.ends_at is null or now() < g.ends_at)
      join organizations o on o.id = g.grantor_id and o.closed_at is null
      join lateral (select * from editions where organization_id = g.grantor_id order by number desc limit 1) e on true
      join edition_cuts c on c.edition_id = e.id and c.scope_id = g.scope_id
     where not g.terms_required or exists (
       select from terms_acceptances a where a.grant_id = g.id and a.terms_id = (
         select t.id from terms t where t.organization_id = g.grantor_id order by t.version desc limit 1))),
  recorded as (
    insert into ledger_entries (event, organization_id, counterparty_id, member_id, grant_id, edition_id, request_id)
    select 'disclosure.viewed', grantor_id, organization_id, member_id, id, edition_id, $3 from opened)
  select * from opened`;

/** $1 token hash, $2 grantee, $3 purpose, $4 scope digest, $5 last day, $6 label, $7 request. */
export const issueStatement = `
  with ${who('owner,administrator,approver')},
  made as (
    insert into grants (id, grantor_id, grantee_id, purpose, scope_id, starts_at, ends_at, label, terms_required, created_by)
    select gen_random_uuid(), w.organization_id, o.id, $3, s.id, now(), ($5::date + 1)::timestamp at time zone 'Asia/Tokyo', $6,
           false, w.member_id
      from who w, organizations o, scopes s where o.id = $2 and o.closed_at is null and s.digest = $4
    returning *),
  recorded as (
    insert into ledger_entries (event, organization_id, counterparty_id, member_id, grant_id, request_id)
    select 'grant.issued', grantor_id, grantee_id, created_by, id, $7 from made)
  select id, grantor_id, grantee_id, purpose, starts_at, ends_at, label from made`;

/** $1 token hash, $2 grant, $3 reason, $4 request. */
export const revokeStatement = `
  with ${who('owner,administrator,approver')},
  revoked as (
    update grants g set revoked_at = now(), revoked_by = w.member_id, revocation_reason = $3
      from who w where g.id = $2 and g.grantor_id = w.organization_id and g.revoked_at is null
    returning g.id, g.grantor_id, g.grantee_id, w.member_id),
  recorded as (
    insert into ledger_entries (event, organization_id, counterparty_id, member_id, grant_id, request_id)
    select 'grant.revoked', grantor_id, grantee_id, member_id, id, $4 from revoked)
  select id from revoked`;

/**
 * An edition with its two ledger entries, its place in a status list and its job. $1 token hash, $2 edition, $3 key id,
 * $4 signed token, $5 disclosures, $6 item ids, $7 hash, $8 number, $9 sealed key, $10 status place, $11 request.
 */
export const publishStatement = `
  with ${who('approver')},
  placed as (insert into status_indexes (place, edition_id) values ($10, $2)),
  published as (
    insert into editions (id, organization_id, number, jti, kid, issuer_jwt, disclosures, item_ids, hash, catalogue_id,
      catalogue_edition, presentation_key, approved_by, self_approved, status_index, published_at, expires_at)
    select $2, w.organization_id, $8, 'urn:uuid:' || $2, $3, $4, $5, $6, $7, 'sd-core', '1', $9, w.member_id, true, $10, now(),
           now() + interval '365 days' from who w
    returning id, organization_id, approved_by),
  recorded as (
    insert into ledger_entries (event, organization_id, member_id, edition_id, request_id)
    select e, organization_id, approved_by, id, $11 from published, (values ('edition.prepared'), ('edition.published')) as v (e)),
  sent as (
    insert into outbox_messages (id, job, payload)
    select gen_random_uuid(), 'editions.cut', json_build_object('editionId', id, 'organizationId', organization_id) from published)
  select id from published`;

/** What an edition needs to know of the one before. $1 token hash. */
export const latestStatement = `
  with ${who('approver')}
  select w.organization_id, e.number, e.hash from who w
    left join lateral (select number, hash from editions where organization_id = w.organization_id order by number desc limit 1) e on true`;
