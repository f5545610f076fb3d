import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What must stand before the tables: extensions, the roles that own nothing, and the clock that decides rights. */
const before = `
    create extension if not exists pg_trgm;
    create extension if not exists btree_gist;
    do $$ declare name text; begin
      foreach name in array array['warifu_app', 'warifu_reader', 'warifu_sealer', 'warifu_definer'] loop
        begin
          execute format('create role %I nologin noinherit', name);
        exception when duplicate_object or unique_violation then null;
        end;
      end loop;
    end $$;
    create function app_now() returns timestamptz language sql stable parallel safe as 'select now()';
    create function current_tx() returns bigint language sql stable as 'select pg_current_xact_id()::text::bigint';
`;

const tables = `
    create table api_keys (
      id uuid not null,
      service_account_id uuid not null,
      token_hash bytea not null,
      hint text not null,
      created_by uuid not null,
      created_at timestamptz not null default app_now(),
      expires_at timestamptz not null,
      ended_at timestamptz,
      constraint api_key_token_is_a_sha256 check (octet_length(token_hash) = 32),
      constraint api_keys_pkey primary key (id)
    );
    create index api_keys_service_account_id_idx on api_keys (service_account_id);
    create unique index api_keys_token_is_unique on api_keys (token_hash);
    create table attempts (
      bucket bytea not null,
      count integer not null,
      resets_at timestamptz not null,
      constraint attempts_pkey primary key (bucket)
    );
    create table members (
      id uuid not null,
      person_id uuid not null,
      organization_id uuid not null,
      roles text[] not null,
      title text not null,
      joined_at timestamptz not null default now(),
      left_at timestamptz,
      constraint member_has_a_known_role check (roles <@ array['owner','administrator','editor','approver','requester','viewer']::text[] and cardinality(roles) > 0),
      constraint members_pkey primary key (id)
    );
    create index members_person_id_idx on members (person_id);
    create unique index members_seat_is_held_once on members (organization_id, person_id) where left_at is null;
    create table one_time_links (
      id uuid not null,
      kind text not null,
      token_hash bytea not null,
      email text not null,
      organization_id uuid,
      offer jsonb not null default '{}',
      created_by uuid,
      created_at timestamptz not null default app_now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      cancelled_at timestamptz,
      constraint one_time_link_token_is_a_sha256 check (octet_length(token_hash) = 32),
      constraint one_time_link_kind_is_known check (kind in ('sign-up', 'member-invitation', 'partner-invitation', 'password-reset')),
      constraint one_time_links_pkey primary key (id)
    );
    create index one_time_links_email_idx on one_time_links (email);
    create index one_time_links_organization_id_idx on one_time_links (organization_id, id);
    create unique index one_time_links_token_is_unique on one_time_links (token_hash);
    create table people (
      id uuid not null,
      email text not null,
      name text not null,
      language text not null default 'ja',
      password_hash text,
      operator_since timestamptz,
      created_at timestamptz not null default now(),
      constraint person_email_is_lower_case check (email = lower(email)),
      constraint people_pkey primary key (id)
    );
    create unique index people_email_is_used_once on people (email);
    create table service_accounts (
      id uuid not null,
      organization_id uuid not null,
      name text not null,
      scopes text[] not null,
      created_by uuid not null,
      created_at timestamptz not null default now(),
      ended_at timestamptz,
      constraint service_accounts_pkey primary key (id)
    );
    create index service_accounts_organization_id_idx on service_accounts (organization_id);
    create table sessions (
      id uuid not null,
      token_hash bytea not null,
      person_id uuid not null,
      member_id uuid,
      created_at timestamptz not null default app_now(),
      last_seen_at timestamptz not null default app_now(),
      expires_at timestamptz not null,
      ended_at timestamptz,
      constraint session_token_is_a_sha256 check (octet_length(token_hash) = 32),
      constraint sessions_pkey primary key (id)
    );
    create index sessions_member_id_idx on sessions (member_id);
    create index sessions_person_id_idx on sessions (person_id);
    create unique index sessions_token_is_unique on sessions (token_hash);
    create table ledger_entries (
      id bigint generated always as identity not null,
      tx bigint not null default current_tx(),
      at timestamptz not null default app_now(),
      event text not null,
      organization_id uuid,
      counterparty_id uuid,
      member_id uuid,
      service_account_id uuid,
      grant_id uuid,
      edition_id uuid,
      subject_id uuid,
      detail jsonb,
      request_id text,
      constraint ledger_entry_names_its_event check (event <> ''),
      constraint ledger_entries_pkey primary key (id)
    );
    create index ledger_entries_tx_idx on ledger_entries (tx, id);
    create index ledger_entries_grant_id_idx on ledger_entries (grant_id, id) where grant_id is not null;
    create index ledger_entries_organization_id_idx on ledger_entries (organization_id, id);
    create table ledger_seals (
      number bigint not null,
      last_tx bigint not null,
      last_id bigint not null,
      entry_ids bigint[] not null,
      entry_hashes bytea not null,
      total bigint not null,
      head bytea not null,
      sealed_at timestamptz not null,
      constraint ledger_seals_pkey primary key (number)
    );
    create table mails (
      id uuid not null,
      kind text not null,
      recipient text not null,
      language text not null,
      "values" jsonb not null,
      link_id uuid,
      sealed_token bytea,
      created_at timestamptz not null default now(),
      sent_at timestamptz,
      given_up_at timestamptz,
      constraint mail_kind_is_known check (kind in ('sign-up','member-invitation','partner-invitation','password-reset','access-request')),
      constraint mails_pkey primary key (id)
    );
    create index mails_waiting_idx on mails (id) where sent_at is null and given_up_at is null;
    create table outbox_messages (
      id uuid not null,
      job text not null,
      payload jsonb not null,
      created_at timestamptz not null default now(),
      due_at timestamptz default now(),
      relayed_at timestamptz,
      finished_at timestamptz,
      failed_at timestamptz,
      failure text,
      constraint outbox_messages_pkey primary key (id)
    );
    create index outbox_messages_finished_at_idx on outbox_messages (finished_at) where finished_at is not null;
    create index outbox_messages_due_at_idx on outbox_messages (due_at, id) where due_at is not null;
    create table imported_catalogues (
      id uuid not null,
      organization_id uuid not null,
      title text not null,
      edition text not null,
      digest text not null,
      content jsonb not null,
      imported_by uuid not null,
      imported_at timestamptz not null default now(),
      constraint imported_catalogues_pkey primary key (id)
    );
    create unique index imported_catalogue_edition_is_kept_once on imported_catalogues (organization_id, digest);
    create table idempotency_keys (
      owner_id uuid not null,
      key text not null,
      request_hash bytea not null,
      status integer not null,
      body jsonb,
      created_at timestamptz not null default now(),
      constraint idempotency_keys_pkey primary key (owner_id, key)
    );
    create index idempotency_keys_created_at_idx on idempotency_keys (created_at);
    create table credentials (
      id uuid not null,
      organization_id uuid not null,
      scheme text not null,
      edition text,
      scope jsonb,
      number text,
      issuer text,
      verify_url text,
      applied date,
      issued date,
      valid_until date,
      period_from date,
      period_to date,
      suspended date,
      withdrawn date,
      version integer not null default 1,
      changed_at timestamptz not null default now(),
      constraint credential_period_has_two_ends check ((period_from is null) = (period_to is null) and period_to >= period_from),
      constraint credential_ends_after_it_starts check (valid_until is null or issued is null or valid_until >= issued),
      constraint credentials_pkey primary key (id)
    );
    create index credentials_organization_id_idx on credentials (organization_id);
    create table denied_attempts (
      day date not null,
      grantor_id uuid not null,
      asker_id uuid not null,
      count integer not null,
      constraint denied_attempts_pkey primary key (day, grantor_id, asker_id)
    );
    create table edition_cuts (
      edition_id uuid not null,
      scope_id uuid not null,
      organization_id uuid not null,
      view text not null,
      presentation text not null,
      constraint edition_cuts_pkey primary key (edition_id, scope_id)
    );
    create table company_keys (
      organization_id uuid not null,
      wrapped bytea not null,
      created_at timestamptz not null default now(),
      constraint company_keys_pkey primary key (organization_id)
    );
    create table exchange_keys (
      kid text not null,
      purpose text not null,
      public_jwk jsonb not null,
      wrapped bytea not null,
      valid_from timestamptz not null,
      valid_until timestamptz,
      constraint exchange_key_purpose_is_known check (purpose in ('registrar','status','ledger')),
      constraint exchange_keys_pkey primary key (kid)
    );
    create unique index exchange_key_in_use_stands_once on exchange_keys (purpose) where valid_until is null;
    create table key_secrets (
      kid text not null,
      organization_id uuid not null,
      wrapped bytea not null,
      constraint key_secrets_pkey primary key (kid)
    );
    create table signing_keys (
      kid text not null,
      organization_id uuid not null,
      public_jwk jsonb not null,
      algorithm text not null,
      custody text not null,
      valid_from timestamptz not null,
      valid_until timestamptz,
      compromised_since timestamptz,
      added_by uuid,
      constraint signing_key_ends_after_it_starts check (valid_until is null or valid_until >= valid_from),
      constraint signing_key_custody_is_known check (custody in ('exchange','own')),
      constraint signing_keys_pkey primary key (kid)
    );
    create index signing_keys_organization_id_idx on signing_keys (organization_id, valid_from);
    create table trust_files (
      version integer not null,
      content_hash bytea not null,
      jws text not null,
      signed_at timestamptz not null default app_now(),
      constraint trust_files_pkey primary key (version)
    );
    create table company_items (
      organization_id uuid not null,
      item_id text not null,
      title jsonb not null,
      question jsonb,
      removed_at timestamptz,
      constraint company_items_pkey primary key (organization_id, item_id)
    );
    create table draft_answers (
      organization_id uuid not null,
      item_id text not null,
      answer jsonb not null,
      version integer not null,
      edited_by uuid not null,
      edited_at timestamptz not null default now(),
      constraint draft_answers_pkey primary key (organization_id, item_id)
    );
    create table edition_evidence (
      edition_id uuid not null,
      item_id text not null,
      evidence_id uuid not null,
      organization_id uuid not null,
      constraint edition_evidence_pkey primary key (edition_id, item_id, evidence_id)
    );
    create index edition_evidence_evidence_id_idx on edition_evidence (evidence_id);
    create table edition_preparations (
      organization_id uuid not null,
      id uuid not null,
      number integer not null,
      revision integer not null,
      kid text not null,
      signing_input text not null,
      disclosures text not null,
      item_ids text[] not null,
      presentation_key bytea not null,
      status_index integer not null,
      expires_at timestamptz not null,
      prepared_by uuid not null,
      prepared_at timestamptz not null default now(),
      constraint edition_preparations_pkey primary key (organization_id)
    );
    create table edition_withdrawals (
      edition_id uuid not null,
      organization_id uuid not null,
      reason text not null,
      withdrawn_by uuid not null,
      withdrawn_at timestamptz not null default app_now(),
      constraint edition_withdrawals_pkey primary key (edition_id)
    );
    create table status_indexes (
      place integer not null,
      edition_id uuid not null,
      constraint status_indexes_pkey primary key (place)
    );
    create table editions (
      id uuid not null,
      organization_id uuid not null,
      number integer not null,
      jti text not null,
      kid text not null,
      issuer_jwt text not null,
      disclosures text not null,
      item_ids text[] not null,
      hash bytea not null,
      catalogue_id text not null,
      catalogue_edition text not null,
      presentation_key bytea not null,
      revision integer not null default 0,
      approved_by uuid not null,
      self_approved boolean not null,
      status_index integer not null,
      published_at timestamptz not null,
      expires_at timestamptz not null,
      constraint edition_expires_after_it_is_published check (expires_at > published_at),
      constraint edition_numbers_start_at_one check (number >= 1),
      constraint editions_pkey primary key (id)
    );
    create unique index edition_jti_is_unique on editions (jti);
    create unique index edition_number_is_given_once on editions (organization_id, number);
    create table profiles (
      organization_id uuid not null,
      catalogue_id text not null,
      catalogue_edition text not null,
      state text not null default 'draft',
      revision integer not null default 0,
      last_edited_by uuid,
      submitted_by uuid,
      submitted_at timestamptz,
      approved_by uuid,
      approved_at timestamptz,
      self_approved boolean not null default false,
      sent_back_reason text,
      constraint sent_back_profile_says_why check (state <> 'sent-back' or sent_back_reason is not null),
      constraint approved_profile_says_by_whom check (state <> 'approved' or (approved_by is not null and approved_at is not null)),
      constraint submitted_profile_says_by_whom check (state not in ('submitted','approved') or submitted_by is not null),
      constraint profile_state_is_known check (state in ('draft','submitted','sent-back','approved')),
      constraint profiles_pkey primary key (organization_id)
    );
    create table evidence (
      id uuid not null,
      organization_id uuid not null,
      title jsonb not null,
      kind text not null,
      file_name text not null,
      media_type text not null,
      length integer not null,
      sha256 bytea not null,
      storage_key text not null,
      wrapped_key bytea not null,
      pdf text,
      scan text not null default 'not-scanned',
      issued date,
      expires date,
      uploaded_by uuid not null,
      uploaded_at timestamptz not null default now(),
      removed_at timestamptz,
      constraint evidence_scan_state_is_known check (scan in ('not-scanned','clean','infected','unscannable')),
      constraint evidence_length_is_within_the_limit check (length between 1 and 26214400),
      constraint evidence_hash_is_a_sha256 check (octet_length(sha256) = 32),
      constraint evidence_pkey primary key (id)
    );
    create index evidence_organization_id_idx on evidence (organization_id, id);
    create table loose_objects (
      storage_key text not null,
      since timestamptz not null default now(),
      constraint loose_objects_pkey primary key (storage_key)
    );
    create index loose_objects_since_idx on loose_objects (since);
    create table access_requests (
      id uuid not null,
      requester_id uuid not null,
      holder_id uuid not null,
      reason text not null,
      purpose text not null,
      wished jsonb not null,
      due date,
      contact text not null,
      state text not null default 'pending',
      asked_by uuid not null,
      asked_at timestamptz not null default now(),
      announced_at timestamptz,
      decided_by uuid,
      decided_at timestamptz,
      decision_reason text,
      grant_id uuid,
      constraint refused_request_says_why check (state not in ('declined','approved-in-part') or decision_reason is not null),
      constraint decided_request_says_when check ((state = 'pending') = (decided_at is null)),
      constraint request_is_to_somebody_else check (requester_id <> holder_id),
      constraint request_state_is_known check (state in ('pending','approved','approved-in-part','declined','withdrawn')),
      constraint access_requests_pkey primary key (id)
    );
    create unique index request_for_a_purpose_stands_once on access_requests (requester_id, holder_id, purpose) where state = 'pending';
    create index access_requests_requester_id_idx on access_requests (requester_id, id);
    create index access_requests_holder_id_idx on access_requests (holder_id, id);
    create table grant_readers (
      grant_id uuid not null,
      reader_id uuid not null,
      kind text not null,
      constraint grant_reader_kind_is_known check (kind in ('member','service-account')),
      constraint grant_readers_pkey primary key (grant_id, reader_id)
    );
    create index grant_readers_reader_idx on grant_readers (reader_id);
    create table grants (
      id uuid not null,
      grantor_id uuid not null,
      grantee_id uuid,
      purpose text not null,
      named boolean not null default false,
      persons_key text not null default '',
      scope_id uuid not null,
      starts_at timestamptz not null,
      ends_at timestamptz,
      label text not null,
      onward text,
      delivery text not null default 'view',
      originals boolean not null default false,
      terms_required boolean not null default true,
      pinned_edition_id uuid,
      relation_id uuid,
      created_by uuid not null,
      created_at timestamptz not null default app_now(),
      revoked_at timestamptz,
      revoked_by uuid,
      revocation_reason text,
      ended_at timestamptz,
      ending text,
      constraint grant_ending_has_a_time check ((ended_at is null) = (ending is null)),
      constraint grant_ending_is_known check (ending in ('relation-ended','nobody-left','organization-closed')),
      constraint grant_delivery_is_known check (delivery in ('view','download')),
      constraint grant_label_is_known check (label in ('TLP:RED','TLP:AMBER+STRICT','TLP:AMBER','TLP:GREEN','TLP:CLEAR')),
      constraint public_grant_names_nobody check (grantee_id is not null or not named),
      constraint grant_is_to_somebody_else check (grantee_id is null or grantee_id <> grantor_id),
      constraint grant_ends_after_it_starts check (ends_at is null or ends_at > starts_at),
      constraint one_live_grant_per_partner_purpose_and_persons exclude using gist (grantor_id with =, coalesce(grantee_id, '00000000-0000-0000-0000-000000000000'::uuid) with =, purpose with =, persons_key with =, tstzrange(starts_at, ends_at) with &&) where (revoked_at is null and ended_at is null),
      constraint grants_pkey primary key (id)
    );
    create index grants_relation_id_idx on grants (relation_id);
    create index grants_grantee_id_idx on grants (grantee_id, id);
    create index grants_grantor_id_idx on grants (grantor_id, id);
    create table scopes (
      id uuid not null,
      digest bytea not null,
      levels jsonb not null,
      constraint scopes_pkey primary key (id)
    );
    create unique index scope_is_interned on scopes (digest);
    create table terms_acceptances (
      grant_id uuid not null,
      terms_id uuid not null,
      grantee_id uuid not null,
      accepted_by uuid not null,
      accepted_at timestamptz not null default app_now(),
      constraint terms_acceptances_pkey primary key (grant_id, terms_id)
    );
    create table terms (
      id uuid not null,
      organization_id uuid not null,
      version integer not null,
      text jsonb not null,
      hash bytea not null,
      written_by uuid not null,
      written_at timestamptz not null default now(),
      constraint terms_pkey primary key (id)
    );
    create unique index terms_version_is_given_once on terms (organization_id, version);
    create table organization_domains (
      id uuid not null,
      organization_id uuid not null,
      name text not null,
      challenge text not null,
      verified_at timestamptz,
      constraint organization_domains_pkey primary key (id)
    );
    create unique index domain_is_verified_for_one_organization on organization_domains (name) where verified_at is not null;
    create unique index domain_is_claimed_once_per_organization on organization_domains (organization_id, name);
    create table organization_identifiers (
      id uuid not null,
      organization_id uuid not null,
      scheme text not null,
      value text not null,
      constraint identifier_scheme_is_known check (scheme in ('jp-corporate','jp-demo','lei','vat','euid')),
      constraint organization_identifiers_pkey primary key (id)
    );
    create index organization_identifiers_organization_id_idx on organization_identifiers (organization_id);
    create unique index identifier_belongs_to_one_organization on organization_identifiers (scheme, value);
    create table organizations (
      id uuid not null,
      names jsonb not null,
      country text not null default 'JP',
      sector text not null,
      size_band text not null,
      insurer boolean not null default false,
      time_zone text not null default 'Asia/Tokyo',
      assurance text not null default 'unverified',
      vouched_by uuid,
      assured_at timestamptz,
      created_at timestamptz not null default now(),
      closed_at timestamptz,
      constraint organization_size_band_is_known check (size_band in ('1-20','21-100','101-300','301-1000','1001-5000','5001+')),
      constraint organization_assurance_is_known check (assurance in ('unverified','vouched','domain','operator')),
      constraint organization_has_a_name check (names ? 'ja' or names ? 'en'),
      constraint organizations_pkey primary key (id)
    );
    create table relations (
      id uuid not null,
      from_id uuid not null,
      to_id uuid not null,
      kind text not null,
      receives_confidential boolean not null default false,
      stops_our_work boolean not null default false,
      reaches_our_systems boolean not null default false,
      required_star integer,
      share_percent integer,
      created_by uuid not null,
      since timestamptz not null default now(),
      ended_at timestamptz,
      constraint relation_required_star_is_known check (required_star between 1 and 5),
      constraint relation_share_is_a_percentage check (share_percent between 1 and 100),
      constraint relation_kind_is_known check (kind in ('supply','contract','group','insurance','community')),
      constraint relation_joins_two_companies check (from_id <> to_id),
      constraint relations_pkey primary key (id)
    );
    create index relations_to_id_idx on relations (to_id);
    create unique index relation_of_a_kind_stands_once on relations (from_id, to_id, kind) where ended_at is null;
    create table vouchers (
      organization_id uuid not null,
      by_organization_id uuid not null,
      member_id uuid not null,
      at timestamptz not null default now(),
      constraint nobody_vouches_for_itself check (organization_id <> by_organization_id),
      constraint vouchers_pkey primary key (organization_id, by_organization_id)
    );
    alter table api_keys add constraint api_keys_service_account_id_fkey foreign key (service_account_id) references service_accounts(id);
    alter table api_keys add constraint api_keys_created_by_fkey foreign key (created_by) references members(id);
    alter table members add constraint members_person_id_fkey foreign key (person_id) references people(id);
    alter table members add constraint members_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table one_time_links add constraint one_time_links_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table one_time_links add constraint one_time_links_created_by_fkey foreign key (created_by) references members(id);
    alter table service_accounts add constraint service_accounts_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table service_accounts add constraint service_accounts_created_by_fkey foreign key (created_by) references members(id);
    alter table sessions add constraint sessions_person_id_fkey foreign key (person_id) references people(id);
    alter table sessions add constraint sessions_member_id_fkey foreign key (member_id) references members(id);
    alter table mails add constraint mails_link_id_fkey foreign key (link_id) references one_time_links(id);
    alter table imported_catalogues add constraint imported_catalogues_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table credentials add constraint credentials_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table edition_cuts add constraint edition_cuts_edition_id_fkey foreign key (edition_id) references editions(id);
    alter table edition_cuts add constraint edition_cuts_scope_id_fkey foreign key (scope_id) references scopes(id);
    alter table company_keys add constraint company_keys_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table key_secrets add constraint key_secrets_kid_fkey foreign key (kid) references signing_keys(kid);
    alter table key_secrets add constraint key_secrets_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table signing_keys add constraint signing_keys_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table company_items add constraint company_items_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table draft_answers add constraint draft_answers_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table edition_evidence add constraint edition_evidence_edition_id_fkey foreign key (edition_id) references editions(id);
    alter table edition_evidence add constraint edition_evidence_evidence_id_fkey foreign key (evidence_id) references evidence(id);
    alter table edition_preparations add constraint edition_preparations_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table edition_withdrawals add constraint edition_withdrawals_edition_id_fkey foreign key (edition_id) references editions(id);
    alter table edition_withdrawals add constraint edition_withdrawals_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table editions add constraint editions_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table editions add constraint editions_kid_fkey foreign key (kid) references signing_keys(kid);
    alter table profiles add constraint profiles_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table evidence add constraint evidence_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table access_requests add constraint access_requests_requester_id_fkey foreign key (requester_id) references organizations(id);
    alter table access_requests add constraint access_requests_holder_id_fkey foreign key (holder_id) references organizations(id);
    alter table access_requests add constraint access_requests_asked_by_fkey foreign key (asked_by) references members(id);
    alter table access_requests add constraint access_requests_grant_id_fkey foreign key (grant_id) references grants(id);
    alter table grant_readers add constraint grant_readers_grant_id_fkey foreign key (grant_id) references grants(id);
    alter table grants add constraint grants_grantor_id_fkey foreign key (grantor_id) references organizations(id);
    alter table grants add constraint grants_grantee_id_fkey foreign key (grantee_id) references organizations(id);
    alter table grants add constraint grants_scope_id_fkey foreign key (scope_id) references scopes(id);
    alter table grants add constraint grants_pinned_edition_id_fkey foreign key (pinned_edition_id) references editions(id);
    alter table grants add constraint grants_relation_id_fkey foreign key (relation_id) references relations(id);
    alter table terms_acceptances add constraint terms_acceptances_grant_id_fkey foreign key (grant_id) references grants(id);
    alter table terms_acceptances add constraint terms_acceptances_terms_id_fkey foreign key (terms_id) references terms(id);
    alter table terms_acceptances add constraint terms_acceptances_accepted_by_fkey foreign key (accepted_by) references members(id);
    alter table terms add constraint terms_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table organization_domains add constraint organization_domains_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table organization_identifiers add constraint organization_identifiers_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table relations add constraint relations_from_id_fkey foreign key (from_id) references organizations(id);
    alter table relations add constraint relations_to_id_fkey foreign key (to_id) references organizations(id);
    alter table vouchers add constraint vouchers_organization_id_fkey foreign key (organization_id) references organizations(id);
    alter table vouchers add constraint vouchers_by_organization_id_fkey foreign key (by_organization_id) references organizations(id);
    alter table vouchers add constraint vouchers_member_id_fkey foreign key (member_id) references members(id);
`;

/** Every table of the first release, with every invariant the database can hold under a name that reads as a sentence. */
export class Tables1795400000000 implements MigrationInterface {
  async up(q: QueryRunner) {
    await q.query(before);
    await q.query(tables);
  }

  async down() {
    throw new Error('The first migration is not taken back. Drop the database instead.');
  }
}
