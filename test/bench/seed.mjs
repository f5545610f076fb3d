import { createHash } from 'node:crypto';
import { cutEdition } from '#exchange/disclosures';
import { draftAnswers, makeEdition, newKey, scopes } from './edition.mjs';
import { PUBLISHERS } from './jobs.mjs';
import { functions, grantorSql, idOf, layoutOf } from './names.mjs';

// Editions are few and small so that they fit: `SHAPES` signed ones, stored for every discloser under its own id. Each
// is cut to both scopes beforehand, so a run measures reads, not first reads.
const SHAPES = 20;

/**
 * Fills a migrated database: companies with one member and one session each, disclosers with terms, an edition and its
 * cuts, grants from disclosers to everybody, each with its accepted terms and its ledger entry.
 * @returns how long it took, in seconds
 */
export async function seed({ sql, size }) {
  const begin = performance.now();
  const client = await sql.connect();
  try {
    // Foreign keys are not checked while seeding (they hold by construction); unique and exclusion constraints are.
    await client.query(`set session_replication_role = replica; set synchronous_commit = off`);
    await client.query(functions);
    for (const statement of people(layoutOf(size))) await client.query(statement);
    await seedEditions(client, layoutOf(size));
    await seedDrafts(client, layoutOf(size));
    for (const statement of grants(layoutOf(size))) await client.query(statement);
    await client.query(`drop schema bench cascade`);
    await client.query(`reset session_replication_role; reset synchronous_commit`);
    await client.query(`vacuum analyze`);
    await client.query(`checkpoint`);
  } finally {
    client.release();
  }
  return (performance.now() - begin) / 1000;
}

const people = ({ organizations, disclosers }) => [
  `insert into organizations (id, names, sector, size_band, assurance)
   select bench.id('organization', n), jsonb_build_object('ja', '試験' || n || '株式会社', 'en', 'Bench ' || n), '31', '301-1000', 'operator'
     from generate_series(0, ${organizations - 1}) n`,
  `insert into people (id, email, name)
   select bench.id('person', n), 'person-' || n || '@bench.example', '試験 ' || n from generate_series(0, ${organizations - 1}) n`,
  `insert into members (id, person_id, organization_id, roles, title)
   select bench.id('member', n), bench.id('person', n), bench.id('organization', n), '{owner,approver}', '担当'
     from generate_series(0, ${organizations - 1}) n`,
  `insert into sessions (id, token_hash, person_id, member_id, expires_at)
   select bench.id('session', n), bench.token_hash(n), bench.id('person', n), bench.id('member', n), now() + interval '14 days'
     from generate_series(0, ${organizations - 1}) n`,
  `insert into terms (id, organization_id, version, text, hash, written_by)
   select bench.id('terms', n), bench.id('organization', n), 1, '{"ja":"目的の範囲で読みます。"}', sha256('terms'), bench.id('member', n)
     from generate_series(0, ${disclosers - 1}) n`,
];

async function seedEditions(client, { disclosers }) {
  const key = newKey();
  const [few, all] = scopes().map(({ levels }, n) => ({ id: idOf('scope', n), levels }));
  for (const { id, levels } of [few, all]) {
    await client.query(`insert into scopes (id, digest, levels) values ($1, $2, $3)`, [
      id,
      digestOf(levels),
      JSON.stringify(levels),
    ]);
  }
  await client.query(
    `insert into signing_keys (kid, organization_id, public_jwk, algorithm, custody, valid_from)
     values ($1, $2, $3, 'ES256', 'exchange', now() - interval '1 day')`,
    [key.kid, idOf('organization', 0), JSON.stringify(key.jwk)],
  );
  for (let shape = 0; shape < SHAPES; shape++) {
    const edition = makeEdition({ organizationId: idOf('organization', shape), key, presentationKey: newKey().jwk });
    await client.query(insertEditions, [
      key.kid,
      edition.jwt,
      edition.disclosures,
      edition.itemIds,
      edition.hash,
      shape,
      disclosers - 1,
      SHAPES,
    ]);
    for (const { id, levels } of [few, all]) {
      const { jwt: issuer_jwt, disclosures, itemIds: item_ids } = edition;
      const cut = cutEdition({ issuer_jwt, disclosures, item_ids, levels });
      await client.query(insertCuts, [id, cut.view, cut.presentation, shape, disclosers - 1, SHAPES]);
    }
  }
}

const insertEditions = `
  insert into editions (id, organization_id, number, jti, kid, issuer_jwt, disclosures, item_ids, hash, catalogue_id,
    catalogue_edition, presentation_key, approved_by, self_approved, status_index, published_at, expires_at)
  select bench.id('edition', n), bench.id('organization', n), 1, 'urn:uuid:' || bench.id('edition', n), $1, $2, $3, $4, $5,
         'sd-core', '1', '', bench.id('member', n), true, n, now(), now() + interval '365 days'
    from generate_series($6::int, $7::int, $8::int) n`;

const insertCuts = `
  insert into edition_cuts (edition_id, scope_id, organization_id, view, presentation)
  select bench.id('edition', n), $1, bench.id('organization', n), $2, $3 from generate_series($4::int, $5::int, $6::int) n`;

/** Drafts of the companies that publish during a run; their keys are made through the api. */
async function seedDrafts(client, { disclosers }) {
  const last = Math.min(PUBLISHERS, disclosers) - 1;
  await client.query(
    `insert into profiles (organization_id, catalogue_id, catalogue_edition, revision, last_edited_by)
     select bench.id('organization', n), 'sd-core', '1', 1, bench.id('member', n) from generate_series(0, $1::int) n`,
    [last],
  );
  const drafts = draftAnswers();
  await client.query(
    `insert into draft_answers (organization_id, item_id, answer, version, edited_by)
     select bench.id('organization', n), d.item_id, d.answer::jsonb, 1, bench.id('member', n)
       from generate_series(0, $1::int) n, unnest($2::text[], $3::text[]) as d (item_id, answer)`,
    [last, drafts.map(({ itemId }) => itemId), drafts.map(({ answer }) => JSON.stringify(answer))],
  );
}

/** Grant n is to organization n mod all of them; its purpose counts the rounds, so no two stand in each other's way. */
const grants = (layout) => [
  `create unlogged table bench.planned as
   select round, bench.id('grant', n) as id, bench.id('organization', grantor) as grantor, bench.id('member', grantor) as giver,
          bench.id('terms', grantor) as terms, bench.id('organization', grantee) as grantee,
          bench.id('member', grantee) as reader, bench.id('scope', round % 2) as scope
     from (select n, n / ${layout.organizations} as round, n % ${layout.organizations} as grantee, ${grantorSql(layout)} as grantor
             from generate_series(0, ${layout.grants - 1}) n offset 0) as numbers`,
  `insert into grants (id, grantor_id, grantee_id, purpose, scope_id, starts_at, ends_at, label, created_by)
   select id, grantor, grantee, '取引先の確認 ' || round, scope, now() - interval '1 minute', now() + interval '300 days',
          'TLP:AMBER', giver from bench.planned`,
  `insert into terms_acceptances (grant_id, terms_id, grantee_id, accepted_by)
   select id, terms, grantee, reader from bench.planned`,
  `insert into ledger_entries (event, organization_id, counterparty_id, member_id, grant_id, detail, request_id)
   select 'grant.issued', grantor, grantee, giver, id, '{"items": 15}', id from bench.planned`,
];

/** As the product interns a scope: two grants that show the same share the bytes cut for either. */
export const digestOf = (levels) =>
  createHash('sha256')
    .update(
      Object.entries(levels)
        .map(([item, level]) => `${item}=${level}`)
        .sort()
        .join('\n'),
    )
    .digest();
