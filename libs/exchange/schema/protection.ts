/**
 * How each column is protected (ASVS 14.1.1):
 * - `secret`: hashed or sealed before it is written; never answered, never logged.
 * - `fact`: what a company says about its security, or about whom it deals with. Answered under a grant, or to its owner,
 *   and nowhere else: no log, no mail, no queue, no ledger, no address.
 * - `personal`: who somebody is. Answered within their company and to those whom their acts concern; not logged.
 * - `internal`: ids, times, states, counts and hashes. May be logged as ids.
 * - `public`: everybody may see it.
 *
 * A column without a class fails the build.
 */
export type Protection = 'secret' | 'fact' | 'personal' | 'internal' | 'public';

type Columns = Readonly<Partial<Record<Protection, string>>>;

/** Table by table, the columns of each class. */
export const protection: Readonly<Record<string, Columns>> = {
  access_requests: {
    fact: 'reason purpose wished due contact decision_reason',
    internal: 'id requester_id holder_id state asked_by asked_at announced_at decided_by decided_at grant_id',
  },
  api_keys: { secret: 'token_hash', internal: 'id service_account_id hint created_by created_at expires_at ended_at' },
  attempts: { secret: 'bucket', internal: 'count resets_at' },
  company_items: { fact: 'title question', internal: 'organization_id item_id removed_at' },
  company_keys: { secret: 'wrapped', internal: 'organization_id created_at' },
  credentials: {
    fact: 'scheme edition scope number issuer verify_url applied issued valid_until period_from period_to suspended withdrawn',
    internal: 'id organization_id version changed_at',
  },
  denied_attempts: { internal: 'day grantor_id asker_id count' },
  draft_answers: { fact: 'answer', internal: 'organization_id item_id version edited_by edited_at' },
  edition_cuts: { fact: 'view presentation', internal: 'edition_id scope_id organization_id' },
  edition_evidence: { internal: 'edition_id item_id evidence_id organization_id' },
  edition_preparations: {
    secret: 'presentation_key',
    fact: 'signing_input disclosures',
    internal: 'organization_id id number revision kid item_ids status_index expires_at prepared_by prepared_at',
  },
  edition_withdrawals: { fact: 'reason', internal: 'edition_id organization_id withdrawn_by withdrawn_at' },
  editions: {
    secret: 'presentation_key',
    fact: 'issuer_jwt disclosures',
    internal:
      'id organization_id number jti kid item_ids hash catalogue_id catalogue_edition revision approved_by self_approved status_index published_at expires_at',
  },
  evidence: {
    secret: 'wrapped_key',
    fact: 'title kind file_name issued expires',
    internal: 'id organization_id media_type length sha256 storage_key pdf scan uploaded_by uploaded_at removed_at',
  },
  exchange_keys: { secret: 'wrapped', internal: 'purpose valid_from valid_until', public: 'kid public_jwk' },
  grant_readers: { internal: 'grant_id reader_id kind' },
  grants: {
    fact: 'purpose onward revocation_reason',
    internal:
      'id grantor_id grantee_id named persons_key scope_id starts_at ends_at label delivery originals terms_required pinned_edition_id relation_id created_by created_at revoked_at revoked_by ended_at ending',
  },
  // An answer may hold facts; the secrets in it were taken out before it was kept.
  idempotency_keys: { fact: 'body', internal: 'owner_id key request_hash status created_at' },
  imported_catalogues: { fact: 'title content', internal: 'id organization_id edition digest imported_by imported_at' },
  key_secrets: { secret: 'wrapped', internal: 'kid organization_id' },
  ledger_entries: {
    internal:
      'id tx at event organization_id counterparty_id member_id service_account_id grant_id edition_id subject_id detail request_id',
  },
  ledger_seals: { internal: 'number last_tx last_id entry_ids entry_hashes total head sealed_at' },
  loose_objects: { internal: 'storage_key since' },
  mails: {
    secret: 'sealed_token',
    personal: 'recipient values',
    internal: 'id kind language link_id created_at sent_at given_up_at',
  },
  members: { personal: 'title', internal: 'id person_id organization_id roles joined_at left_at' },
  one_time_links: {
    secret: 'token_hash',
    personal: 'email offer',
    internal: 'id kind organization_id created_by created_at expires_at used_at cancelled_at',
  },
  organization_domains: { internal: 'id organization_id name challenge verified_at' },
  organization_identifiers: { public: 'scheme value', internal: 'id organization_id' },
  organizations: {
    public: 'id names assurance vouched_by',
    internal: 'country sector size_band insurer time_zone assured_at created_at closed_at',
  },
  outbox_messages: {
    internal: 'id job payload created_at due_at relayed_at finished_at failed_at failure',
  },
  people: {
    secret: 'password_hash',
    personal: 'email name language',
    internal: 'id operator_since created_at',
  },
  profiles: {
    fact: 'sent_back_reason',
    internal:
      'organization_id catalogue_id catalogue_edition state revision last_edited_by submitted_by submitted_at approved_by approved_at self_approved',
  },
  relations: {
    fact: 'kind receives_confidential stops_our_work reaches_our_systems required_star share_percent',
    internal: 'id from_id to_id created_by since ended_at',
  },
  schema_migrations: { internal: 'id timestamp name' },
  scopes: { internal: 'id digest levels' },
  service_accounts: { internal: 'id organization_id name scopes created_by created_at ended_at' },
  sessions: { secret: 'token_hash', internal: 'id person_id member_id created_at last_seen_at expires_at ended_at' },
  signing_keys: {
    public: 'kid organization_id public_jwk algorithm custody valid_from valid_until compromised_since',
    internal: 'added_by',
  },
  status_indexes: { internal: 'place edition_id' },
  terms: { fact: 'text', internal: 'id organization_id version hash written_by written_at' },
  terms_acceptances: { internal: 'grant_id terms_id grantee_id accepted_by accepted_at' },
  trust_files: { public: 'version content_hash jws signed_at' },
  vouchers: { public: 'organization_id by_organization_id', internal: 'member_id at' },
};
