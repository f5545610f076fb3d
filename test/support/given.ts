import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newToken, Passwords, type Role } from '../../libs/exchange/access/index.ts';
import { uuid } from '../../libs/platform/database/index.ts';
import { Client } from './client.ts';
import type { TestDatabase } from './database.ts';

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
}
