import { Inject, Injectable } from '@nestjs/common';
import type { NewIdentifier, NewOrganization, OrganizationChange } from '#contracts/organization';
import { type Actor, Attempts, Members } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { CONFIG, type Config } from '#platform/config';
import { Database, type Tx, uuid, violates } from '#platform/database';
import { invalid, notFound, Refusal } from '#platform/errors';
import { type CardRow, cardColumns, cardJoin } from './cards.ts';
import { type ClaimedDomain, Domains } from './domains.ts';
import type { IdentifierScheme } from '#contracts/organization';
import { faultOf, normalIdentifier } from './identifiers.ts';

export interface OwnOrganization extends CardRow {
  readonly country: string;
  readonly sector: string;
  readonly sizeBand: NewOrganization['sizeBand'];
  readonly insurer: boolean;
  readonly timeZone: string;
  readonly assuredAt: Date | null;
  readonly identifiers: readonly { readonly id: string; readonly scheme: IdentifierScheme; readonly value: string }[];
  readonly domains: readonly ClaimedDomain[];
}

/** Who founds a company, and under which title they sit there. */
interface Founder {
  readonly personId: string;
  readonly title: string;
  readonly requestId: string;
}

const mostIdentifiers = 10;

/** A company as its own people see and edit it. */
@Injectable()
export class Organizations {
  constructor(
    private readonly database: Database,
    private readonly members: Members,
    private readonly domains: Domains,
    private readonly attempts: Attempts,
    private readonly ledger: Ledger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Writes a company and its first seat: owner, and approver so that a company of one can publish. Unverified.
   * Joins the caller's transaction, which must be on behalf of `id`.
   * @returns the founder's seat
   * @throws Refusal `invalid-input` or `conflict` naming the identifier
   */
  async found(tx: Tx, id: string, organization: NewOrganization, founder: Founder): Promise<{ memberId: string }> {
    const { names, country, sector, sizeBand, insurer, timeZone, identifiers } = organization;
    await tx.query(
      `insert into organizations (id, names, country, sector, size_band, insurer, time_zone)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, JSON.stringify(names), country, sector, sizeBand, insurer, timeZone],
    );
    for (const [at, given] of identifiers.entries()) {
      await this.writeIdentifier(tx, id, given, `/organization/identifiers/${at}/value`);
    }
    const memberId = uuid();
    const { personId, title } = founder;
    await this.members.seat(tx, { id: memberId, personId, organizationId: id, roles: ['owner', 'approver'], title });
    const who = { organizationId: id, memberId, requestId: founder.requestId };
    await this.ledger.append(tx, who, { event: 'organization.created', subjectId: id });
    return { memberId };
  }

  /** The actor's own company. */
  async own(actor: Actor): Promise<OwnOrganization> {
    return this.database.transaction(actor, (tx) => this.read(tx, actor.organizationId));
  }

  /**
   * Edits the actor's own company. Once somebody has confirmed who it is, its name, country and kind stand:
   * else a confirmation for one company could be carried over to the name of another.
   */
  async change(actor: Actor, change: OrganizationChange): Promise<OwnOrganization> {
    return this.database.transaction(actor, async (tx) => {
      const before = await this.hold(tx, actor);
      refuseNewIdentity(before, change);
      const after = { ...before, ...change };
      await tx.query(
        `update organizations set names = $2, country = $3, sector = $4, size_band = $5, insurer = $6, time_zone = $7
          where id = $1`,
        [
          before.id,
          JSON.stringify(after.names),
          after.country,
          after.sector,
          after.sizeBand,
          after.insurer,
          after.timeZone,
        ],
      );
      const detail = { changed: Object.keys(change).sort().join(' ') };
      await this.ledger.append(tx, actor, { event: 'organization.changed', subjectId: before.id, detail });
      return this.read(tx, before.id);
    });
  }

  /** Adds a number. @throws Refusal naming `/value`; `conflict` when it is another company's, or this one is confirmed */
  async addIdentifier(actor: Actor, given: NewIdentifier): Promise<OwnOrganization> {
    await this.attempts.spend(['identifier.organization', actor.organizationId]);
    return this.database.transaction(actor, async (tx) => {
      const before = await this.hold(tx, actor);
      if (before.assurance !== 'unverified') throw isConfirmed('/value');
      if (before.identifiers.length >= mostIdentifiers) {
        throw new Refusal('limit-reached', `A company has at most ${mostIdentifiers} identifiers.`);
      }
      await this.writeIdentifier(tx, before.id, given, '/value');
      const detail = { changed: 'identifiers', added: given.scheme };
      await this.ledger.append(tx, actor, { event: 'organization.changed', subjectId: before.id, detail });
      return this.read(tx, before.id);
    });
  }

  async removeIdentifier(actor: Actor, identifierId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const before = await this.hold(tx, actor);
      const known = before.identifiers.find((one) => one.id === identifierId);
      if (!known) throw notFound('Identifier');
      if (before.assurance !== 'unverified') throw isConfirmed('/value');
      await tx.query(`delete from organization_identifiers where id = $1`, [identifierId]);
      const detail = { changed: 'identifiers', removed: known.scheme };
      await this.ledger.append(tx, actor, { event: 'organization.changed', subjectId: before.id, detail });
    });
  }

  private async writeIdentifier(tx: Tx, organizationId: string, { scheme, value }: NewIdentifier, field: string) {
    if (scheme === 'jp-demo' && this.config.production)
      throw invalid(field, 'demonstration numbers are not taken here');
    const normal = normalIdentifier(scheme, value);
    const fault = faultOf(scheme, normal);
    if (fault) throw invalid(field, fault);
    try {
      await tx.query(
        `insert into organization_identifiers (id, organization_id, scheme, value) values ($1, $2, $3, $4)`,
        [uuid(), organizationId, scheme, normal],
      );
    } catch (error) {
      if (violates(error, 'identifier_belongs_to_one_organization')) {
        const detail = 'This number is registered already. If it is yours, ask the operator.';
        throw new Refusal('conflict', detail, { errors: [{ pointer: field, detail }] });
      }
      throw error;
    }
  }

  private async hold(tx: Tx, actor: Actor): Promise<OwnOrganization> {
    await tx.query(`select from organizations where id = $1 for no key update`, [actor.organizationId]);
    return this.read(tx, actor.organizationId);
  }

  private async read(tx: Tx, id: string): Promise<OwnOrganization> {
    const [organization] = await tx.query(
      `select ${cardColumns}, o.country, o.sector, o.size_band as "sizeBand", o.insurer, o.time_zone as "timeZone",
              o.assured_at as "assuredAt",
              coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'scheme', i.scheme, 'value', i.value) order by i.id)
                          from organization_identifiers i where i.organization_id = o.id), '[]') as identifiers
         from organizations o ${cardJoin} where o.id = $1 and o.closed_at is null`,
      [id],
    );
    if (!organization) throw notFound('Organization');
    return { ...organization, domains: await this.domains.of(tx, id) };
  }
}

const isConfirmed = (pointer: string) => {
  const detail = 'This company has been confirmed under what it says here. The operator can change it with you.';
  return new Refusal('conflict', detail, { errors: [{ pointer, detail }] });
};

function refuseNewIdentity(before: OwnOrganization, change: OrganizationChange) {
  if (before.assurance === 'unverified') return;
  const { names } = change;
  if (names && (names.ja !== before.names.ja || names.en !== before.names.en)) throw isConfirmed('/names');
  if (change.country !== undefined && change.country !== before.country) throw isConfirmed('/country');
  if (change.insurer !== undefined && change.insurer !== before.insurer) throw isConfirmed('/insurer');
}
