import { Injectable } from '@nestjs/common';
import type { IsoDate } from '#contracts/answer';
import type { NewCredential } from '#contracts/credential';
import type { Actor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx, uuid } from '#platform/database';
import { changedMeanwhile, notFound, Refusal } from '#platform/errors';
import type { Credential } from './credential.ts';
import { mustFitScheme } from './scheme-rules.ts';

/** A credential with its version (its ETag) and the day its state is asked for, in the company's own calendar. */
export interface DatedCredential {
  readonly credential: Credential;
  readonly version: number;
  readonly today: IsoDate;
}

const MOST = 200;

/** What a company holds or has declared. Every change takes the profile back to draft, because editions carry it. */
@Injectable()
export class Credentials {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** By scheme, then newest first. */
  async list(actor: Actor): Promise<DatedCredential[]> {
    return this.database.transaction(actor, (tx) => read(tx, actor, null));
  }

  async one(actor: Actor, id: string): Promise<DatedCredential> {
    return this.database.transaction(actor, (tx) => this.find(tx, actor, id));
  }

  /** @throws Refusal `invalid-input` naming the field that breaks a rule of the scheme */
  async add(actor: Actor, wish: NewCredential): Promise<DatedCredential> {
    mustFitScheme(wish);
    return this.database.transaction(actor, async (tx) => {
      if ((await read(tx, actor, null)).length >= MOST) {
        throw new Refusal('limit-reached', `A company keeps at most ${MOST} credentials.`);
      }
      const id = uuid();
      await tx.query(insert, [id, actor.organizationId, ...columns(wish)]);
      await this.ledger.append(tx, actor, { event: 'credential.changed', subjectId: id, detail: { change: 'added' } });
      return this.find(tx, actor, id);
    });
  }

  /** @param version as read: somebody else's change is never overwritten unseen */
  async edit(actor: Actor, id: string, version: number, wish: NewCredential): Promise<DatedCredential> {
    mustFitScheme(wish);
    return this.database.transaction(actor, async (tx) => {
      await this.changing(tx, actor, id, 'changed');
      const [edited] = await tx.query(update, [id, actor.organizationId, ...columns(wish), version]);
      if (edited.length === 0) throw await this.overtaken(tx, actor, id);
      return this.find(tx, actor, id);
    });
  }

  /** Answers that refer to it say so when they are submitted; published editions keep what they said. */
  async remove(actor: Actor, id: string, version: number): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      await this.changing(tx, actor, id, 'removed');
      const [removed] = await tx.query(
        `delete from credentials where id = $1 and organization_id = $2 and version = $3 returning 1`,
        [id, actor.organizationId, version],
      );
      if (removed.length === 0) throw await this.overtaken(tx, actor, id);
    });
  }

  private async changing(tx: Tx, actor: Actor, id: string, change: 'changed' | 'removed') {
    await this.find(tx, actor, id);
    await tx.query(`select change_profile($1, $2)`, [actor.organizationId, actor.memberId ?? actor.serviceAccountId]);
    await this.ledger.append(tx, actor, { event: 'credential.changed', subjectId: id, detail: { change } });
  }

  private async overtaken(tx: Tx, actor: Actor, id: string): Promise<Refusal> {
    const { credential, version } = await this.find(tx, actor, id);
    return changedMeanwhile({ credential, version });
  }

  private async find(tx: Tx, actor: Actor, id: string): Promise<DatedCredential> {
    const [found] = await read(tx, actor, id);
    if (!found) throw notFound('Credential');
    return found;
  }
}

async function read(tx: Tx, { organizationId }: Actor, id: string | null): Promise<DatedCredential[]> {
  const rows: DatedCredential[] = await tx.query(
    `select json_strip_nulls(json_build_object('id', c.id, 'scheme', c.scheme, 'edition', c.edition, 'scope', c.scope,
              'number', c.number, 'issuer', c.issuer, 'verifyUrl', c.verify_url, 'applied', c.applied, 'issued', c.issued,
              'validUntil', c.valid_until, 'suspended', c.suspended, 'withdrawn', c.withdrawn,
              'period', case when c.period_from is null then null
                        else json_build_object('from', c.period_from, 'to', c.period_to) end)) as credential,
            c.version, (app_now() at time zone o.time_zone)::date::text as today
       from credentials c join organizations o on o.id = c.organization_id
      where c.organization_id = $1 and ($2::uuid is null or c.id = $2)
      order by c.scheme, c.issued desc nulls first, c.id`,
    [organizationId, id],
  );
  return rows;
}

const columns = (wish: NewCredential) => [
  wish.scheme,
  wish.edition ?? null,
  wish.scope ? JSON.stringify(wish.scope) : null,
  wish.number ?? null,
  wish.issuer ?? null,
  wish.verifyUrl ?? null,
  wish.applied ?? null,
  wish.issued ?? null,
  wish.validUntil ?? null,
  wish.period?.from ?? null,
  wish.period?.to ?? null,
  wish.suspended ?? null,
  wish.withdrawn ?? null,
];

const insert = `
  insert into credentials (id, organization_id, scheme, edition, scope, number, issuer, verify_url, applied, issued,
                           valid_until, period_from, period_to, suspended, withdrawn)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const update = `
  update credentials set scheme = $3, edition = $4, scope = $5, number = $6, issuer = $7, verify_url = $8, applied = $9,
         issued = $10, valid_until = $11, period_from = $12, period_to = $13, suspended = $14, withdrawn = $15,
         version = version + 1, changed_at = now()
   where id = $1 and organization_id = $2 and version = $16 returning 1`;
