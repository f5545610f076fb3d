import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { Injectable } from '@nestjs/common';
import { type Actor, Attempts } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx, uuid, violates } from '#platform/database';
import { alreadyDone, conflict, invalid, notFound, Refusal } from '#platform/errors';
import { TxtRecords } from './txt-records.ts';

export interface ClaimedDomain {
  readonly id: string;
  readonly name: string;
  readonly challenge: string;
  readonly verifiedAt: Date | null;
}

const mostDomains = 20;
const columns = `id, name, challenge, verified_at as "verifiedAt"`;

/** The name under a domain where the proof stands, and what it says. */
export const recordName = (domain: string) => `_warifu-challenge.${domain}`;
export const recordValue = (challenge: string) => `warifu-verification=${challenge}`;

/** Domains a company says are its own, and the proof: a TXT record only its holder can set. */
@Injectable()
export class Domains {
  constructor(
    private readonly database: Database,
    private readonly records: TxtRecords,
    private readonly attempts: Attempts,
    private readonly ledger: Ledger,
  ) {}

  async of(tx: Tx, organizationId: string): Promise<ClaimedDomain[]> {
    return tx.query(`select ${columns} from organization_domains where organization_id = $1 order by id`, [
      organizationId,
    ]);
  }

  /** Claims a domain; proves nothing yet. @throws Refusal naming `/name`; `conflict` when claimed already */
  async claim(actor: Actor, typed: string): Promise<ClaimedDomain> {
    const name = domainName(typed);
    return this.database.transaction(actor, async (tx) => {
      await tx.query(`select from organizations where id = $1 for no key update`, [actor.organizationId]);
      const claimed = await this.of(tx, actor.organizationId);
      if (claimed.some((domain) => domain.name === name))
        throw conflict('Your company has claimed this domain already.');
      if (claimed.length >= mostDomains) {
        throw new Refusal('limit-reached', `A company claims at most ${mostDomains} domains.`);
      }
      const challenge = randomBytes(24).toString('base64url');
      const [domain]: ClaimedDomain[] = await tx.query(
        `insert into organization_domains (id, organization_id, name, challenge) values ($1, $2, $3, $4) returning ${columns}`,
        [uuid(), actor.organizationId, name, challenge],
      );
      if (!domain) throw new Error('A domain was not written.');
      await this.ledger.append(tx, actor, { event: 'organization.domain-claimed', subjectId: domain.id });
      return domain;
    });
  }

  /**
   * Looks for the record and, when it stands, confirms the domain and with it the company (unless something stronger
   * has already). The name servers are asked outside the transaction.
   * @throws Refusal `conflict` when the record is not there, or another company proved this domain first
   */
  async check(actor: Actor, domainId: string): Promise<ClaimedDomain> {
    await this.attempts.spend(['domain-check.organization', actor.organizationId]);
    const claimed = await this.database.transaction(actor, (tx) => this.mine(tx, actor, domainId));
    if (claimed.verifiedAt !== null) throw alreadyDone('This domain has been verified already.');
    const found = await this.records.of(recordName(claimed.name));
    if (!found.includes(recordValue(claimed.challenge))) {
      throw conflict('The record is not there (yet). It can take hours until a new record is seen everywhere.');
    }
    try {
      return await this.database.transaction(actor, (tx) => this.confirm(tx, actor, domainId));
    } catch (error) {
      if (violates(error, 'domain_is_verified_for_one_organization')) {
        throw conflict('Another company has verified this domain. Ask the operator.');
      }
      throw error;
    }
  }

  /** Gives a claim up. @throws Refusal `conflict` when the company's confirmation rests on it */
  async remove(actor: Actor, domainId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const [organization] = await tx.query(`select assurance from organizations where id = $1 for no key update`, [
        actor.organizationId,
      ]);
      const domain = await this.mine(tx, actor, domainId);
      const verified = (await this.of(tx, actor.organizationId)).filter((one) => one.verifiedAt !== null);
      if (organization.assurance === 'domain' && domain.verifiedAt !== null && verified.length === 1) {
        throw conflict('Your company is confirmed by this domain. Verify another one first.');
      }
      await tx.query(`delete from organization_domains where id = $1`, [domainId]);
      await this.ledger.append(tx, actor, { event: 'organization.domain-removed', subjectId: domainId });
    });
  }

  private async confirm(tx: Tx, actor: Actor, domainId: string): Promise<ClaimedDomain> {
    await tx.query(
      `update organizations set assurance = 'domain', assured_at = app_now()
        where id = $1 and assurance in ('unverified', 'vouched')`,
      [actor.organizationId],
    );
    const [[domain]]: [ClaimedDomain[]] = await tx.query(
      `update organization_domains set verified_at = app_now()
        where id = $1 and organization_id = $2 and verified_at is null returning ${columns}`,
      [domainId, actor.organizationId],
    );
    if (!domain) throw alreadyDone('This domain has been verified already.');
    await this.ledger.append(tx, actor, { event: 'organization.domain-verified', subjectId: domainId });
    return domain;
  }

  private async mine(tx: Tx, actor: Actor, domainId: string): Promise<ClaimedDomain> {
    const [domain]: ClaimedDomain[] = await tx.query(
      `select ${columns} from organization_domains where id = $1 and organization_id = $2`,
      [domainId, actor.organizationId],
    );
    if (!domain) throw notFound('Domain');
    return domain;
  }
}

/** A domain in its one spelling: lower case, ASCII (IDNA), at least two labels. */
function domainName(typed: string): string {
  const name = domainToASCII(typed.normalize('NFKC').trim().toLowerCase()).replace(/\.$/, '');
  const labels = /^(?=.{4,230}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]{2,63}$/;
  if (!labels.test(name)) throw invalid('/name', 'must be a domain name, for example company.example');
  return name;
}
