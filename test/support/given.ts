import type { AnswerInput } from '../../libs/contracts/answer.ts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newToken, Passwords, type Role } from '../../libs/exchange/access/index.ts';
import { uuid } from '../../libs/platform/database/index.ts';
import { Client } from './client.ts';
import { uploadForm, type UploadWish } from './upload-form.ts';
import type { TestDatabase } from './database.ts';
import { type MadeEdition, makeEdition, newSigningPair, type Said, storeEdition } from './edition.ts';

/** A company with an owner who is signed in; `client` speaks as that owner. */
export interface GivenCompany {
  readonly id: string;
  readonly name: string;
  readonly owner: GivenMember;
  readonly client: Client;
}

export interface GivenMember {
  readonly memberId: string;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly client: Client;
}

/** An answer that says something at every level; a test names what matters to it. */
export const sampleAnswer = (more: Partial<AnswerInput> = {}): AnswerInput => ({
  state: 'implemented',
  scope: { ja: '本社と全工場' },
  asOf: '2026-09-30',
  assurance: 'self',
  texts: { public: { ja: '公開の文。' }, summary: { ja: '概要の文。' }, detail: { ja: '詳細の文。' } },
  ...more,
});

/** What `publishedEdition` answers unless it is told otherwise. */
const sampleItems: Readonly<Record<string, Partial<AnswerInput>>> = {
  'K1-01': { facts: { approver: '代表取締役社長' } },
  'K3-01': { state: 'partial', explanation: { ja: '夜勤者は次の期に受講します。' } },
  'K4-01': {},
};

let count = 0;

/** Builders that fill in everything a test does not mention. Companies and seats are put straight into the database. */
export class Given {
  private readonly encoded: Record<string, string> = {};

  constructor(
    readonly app: NestFastifyApplication,
    readonly origin: string,
    readonly database: TestDatabase,
  ) {}

  async company({
    name = `テスト${++count}株式会社`,
    assurance = 'operator',
    insurer = false,
  } = {}): Promise<GivenCompany> {
    const id = uuid();
    await this.database.admin.query(
      `insert into organizations (id, names, sector, size_band, assurance, insurer) values ($1, $2, '31', '301-1000', $3, $4)`,
      [id, { ja: name, en: `Test ${id.slice(-6)}` }, assurance, insurer],
    );
    const owner = await this.member(id, ['owner', 'approver']);
    return { id, name, owner, client: owner.client };
  }

  /** A person with a seat and a session. */
  async member(organizationId: string, roles: readonly Role[], title = '担当'): Promise<GivenMember> {
    const personId = uuid();
    const memberId = uuid();
    const email = `person-${personId.slice(-12)}@test.example`;
    const name = `試験 ${personId.slice(-4)}`;
    await this.database.admin.query(`insert into people (id, email, name) values ($1, $2, $3)`, [
      personId,
      email,
      name,
    ]);
    await this.database.admin.query(
      `insert into members (id, person_id, organization_id, roles, title) values ($1, $2, $3, $4, $5)`,
      [memberId, personId, organizationId, roles, title],
    );
    return { memberId, personId, email, name, client: await this.session(personId, memberId) };
  }

  /** Gives a person a password, straight into the database, at the real cost. @returns it */
  async password(personId: string, password = 'seven quiet herons 4'): Promise<string> {
    this.encoded[password] ??= await new Passwords().hash(password);
    await this.database.admin.query(`update people set password_hash = $2 where id = $1`, [
      personId,
      this.encoded[password],
    ]);
    return password;
  }

  /** The person who runs the exchange, signed in. */
  async operator(): Promise<{ personId: string; client: Client }> {
    const personId = uuid();
    await this.database.admin.query(
      `insert into people (id, email, name, operator_since) values ($1, $2, '運営', now())`,
      [personId, `operator-${personId.slice(-12)}@test.example`],
    );
    return { personId, client: await this.session(personId, null) };
  }

  /** A signed-in browser for a person, acting from a seat (or from none). */
  async session(personId: string, memberId: string | null): Promise<Client> {
    const { token, hash } = newToken('session');
    await this.database.admin.query(
      `insert into sessions (id, token_hash, person_id, member_id, expires_at) values ($1, $2, $3, $4, now() + interval '400 days')`,
      [uuid(), hash, personId, memberId],
    );
    return new Client(this.origin, { cookie: `warifu=${token}` });
  }

  /** A service account's key with the scopes given. */
  async key(
    organizationId: string,
    memberId: string,
    scopes: readonly string[],
  ): Promise<{ id: string; client: Client }> {
    const id = uuid();
    const { token, hash } = newToken('api-key');
    await this.database.admin.query(
      `insert into service_accounts (id, organization_id, name, scopes, created_by) values ($1, $2, 'test', $3, $4)`,
      [id, organizationId, scopes, memberId],
    );
    await this.database.admin.query(
      `insert into api_keys (id, service_account_id, token_hash, hint, created_by, expires_at)
       values ($1, $2, $3, 'test', $4, now() + interval '1 year')`,
      [uuid(), id, hash, memberId],
    );
    return { id, client: new Client(this.origin, { key: token }) };
  }

  /** Writes an answer through the API, over whatever is there. @returns its version */
  async answer(company: GivenCompany, itemId: string, more: Partial<AnswerInput> = {}): Promise<number> {
    const path = `/v1/profile/items/${itemId}`;
    const tag = (await company.client.get(path)).headers.get('etag');
    const saved = await company.client.put(
      path,
      sampleAnswer(more),
      tag ? { 'if-match': tag } : { 'if-none-match': '*' },
    );
    return ok(saved).body.version;
  }

  /** Answers, submitted and approved: ready to publish. Where the owner may not approve, a second approver is made. */
  async approvedProfile(company: GivenCompany, { items = sampleItems } = {}): Promise<number> {
    for (const [itemId, more] of Object.entries(items)) await this.answer(company, itemId, more);
    const { revision } = ok(await company.client.post('/v1/profile/submission')).body;
    const approval = await company.client.post('/v1/profile/approval', { revision });
    if (approval.status === 403) {
      const approver = await this.member(company.id, ['approver'], '情報セキュリティ責任者');
      ok(await approver.client.post('/v1/profile/approval', { revision }));
    } else ok(approval);
    return revision;
  }

  /** A signing key held by the exchange. @returns its kid */
  async signingKey(company: GivenCompany): Promise<string> {
    return ok(await company.client.post('/v1/keys', { custody: 'exchange' })).body.kid;
  }

  /** The whole way: answered, submitted, approved, prepared, signed with the company's key held here, published. */
  async publishedEdition(
    company: GivenCompany,
    { items = sampleItems }: { readonly items?: Readonly<Record<string, Partial<AnswerInput>>> } = {},
  ): Promise<{ id: string; number: number }> {
    const keys: { state: string }[] = ok(await company.client.get('/v1/keys')).body.items;
    if (!keys.some(({ state }) => state === 'active')) await this.signingKey(company);
    await this.approvedProfile(company, { items });
    ok(await company.client.post('/v1/editions/preparation', {}));
    const { id, number } = ok(await company.client.post('/v1/editions/completion', {})).body;
    return { id, number };
  }

  /** A published edition, put straight into the database: every level of every item named says something. */
  async edition(organizationId: string, said: Said, number = 1): Promise<MadeEdition> {
    const pair = newSigningPair();
    const edition = makeEdition(
      { origin: this.origin, organizationId, number, ...(number > 1 ? { previous: noHash } : {}) },
      said,
      pair,
    );
    await storeEdition(this.database.admin, organizationId, edition, pair);
    return edition;
  }

  /** A file sent through the API. @returns it as its owner sees it */
  // oxlint-disable-next-line typescript/no-explicit-any
  async evidence(company: { readonly client: Client }, wish: Partial<UploadWish> = {}): Promise<any> {
    return ok(await company.client.post('/v1/evidence', uploadForm(wish))).body;
  }

  /** Makes an edition that was put into the database name a file under an item, as publishing would have. */
  async named(organizationId: string, editionId: string, itemId: string, evidenceId: string): Promise<void> {
    await this.database.admin.query(
      `insert into edition_evidence (edition_id, item_id, evidence_id, organization_id) values ($1, $2, $3, $4)`,
      [editionId, itemId, evidenceId, organizationId],
    );
  }

  /** A grant that needs no terms, given through the API. @returns its id */
  async grant(from: GivenCompany, to: GivenCompany, wish: Record<string, unknown> = {}): Promise<string> {
    const issued = await from.client.post('/v1/grants', {
      grantee: to.id,
      purpose: `purpose ${++count}`,
      items: { 'K1-01': 'detail' },
      until: null,
      termsRequired: false,
      ...wish,
    });
    if (issued.status !== 201) throw new Error(`The grant was not issued: ${issued.text}`);
    return issued.body.id;
  }
}

const noHash = Buffer.alloc(32).toString('base64url');

/** A builder that fails must say what was answered, not fail a line later. */
function ok<T extends { readonly status: number; readonly text: string }>(answer: T): T {
  if (answer.status >= 300) throw new Error(`The builder was refused: ${answer.status} ${answer.text}`);
  return answer;
}
