import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { NewGrant } from '#contracts/grant';
import { type Actor, type PersonActor, personOnly } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { TermsOfUse } from '#exchange/terms';
import { Database, type Tx, uuid } from '#platform/database';
import { alreadyDone, conflict, invalid, notFound } from '#platform/errors';
import { Grant } from './grant.entity.ts';
import { Scopes } from './scopes.ts';

type Terms = Omit<NewGrant, 'grantee' | 'purpose' | 'items'>;

/** Permission to read: given, and taken back. Opening a grant for reading happens in SQL (`open_grant`), nowhere else. */
@Injectable()
export class Grants {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly scopes: Scopes,
    private readonly terms: TermsOfUse,
  ) {}

  /** @returns the new grant's id */
  async issue(actor: Actor, wish: NewGrant): Promise<string> {
    return this.database.transaction(actor, (tx) => this.issueIn(tx, personOnly(actor), wish));
  }

  /**
   * Issues inside a transaction that is already open, as approving a request does.
   * @throws Refusal naming the field when a date, item, reader, relation or edition does not fit; `conflict` when a
   *         grant to the same readers for the same purpose is live in that time
   */
  async issueIn(tx: Tx, actor: PersonActor, wish: NewGrant): Promise<string> {
    const granteeId = wish.grantee === 'public' ? null : wish.grantee;
    await this.mustFit(tx, actor, granteeId, wish);
    const scopeId = await this.scopes.intern(tx, actor.organizationId, wish.items);
    if (wish.termsRequired) await this.terms.current(tx, actor.organizationId, actor.memberId);

    const readers = readersOf(wish);
    const id = uuid();
    const values = [
      id,
      actor.organizationId,
      granteeId,
      wish.purpose,
      readers.length > 0,
      personsKey(readers),
      scopeId,
      wish.from ?? null,
      wish.until,
      wish.label,
      wish.onward,
      wish.delivery,
      wish.originals,
      granteeId !== null && wish.termsRequired,
      wish.pinnedEdition,
      wish.relationId,
      actor.memberId,
    ];
    await tx.query(insertGrant, values).catch((error: unknown) => {
      throw constraintOf(error) === 'one_live_grant_per_partner_purpose_and_persons'
        ? conflict('There is already a live grant to these readers for this purpose. Revoke it first.')
        : error;
    });
    for (const { readerId, kind } of readers) {
      await tx.query(`insert into grant_readers (grant_id, reader_id, kind) values ($1, $2, $3)`, [id, readerId, kind]);
    }
    await this.ledger.append(tx, actor, {
      event: 'grant.issued',
      counterpartyId: granteeId,
      grantId: id,
      detail: { items: Object.keys(wish.items).length, until: wish.until, label: wish.label },
    });
    return id;
  }

  /** In force when this returns: the next opening fails, on every replica. */
  async revoke(actor: PersonActor, grantId: string, reason: string | null): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const [revoked]: { grantee_id: string | null }[] = await tx
        .query(
          `update grants set revoked_at = app_now(), revoked_by = $3, revocation_reason = $4
            where id = $1 and grantor_id = $2 and revoked_at is null returning grantee_id`,
          [grantId, actor.organizationId, actor.memberId, reason],
        )
        .then(([rows]) => rows);
      if (!revoked) {
        const mine = await tx.existsBy(Grant, { id: grantId, grantorId: actor.organizationId });
        throw mine ? alreadyDone('This grant has already been revoked.') : notFound('Grant');
      }
      await this.ledger.append(tx, actor, { event: 'grant.revoked', counterpartyId: revoked.grantee_id, grantId });
    });
  }

  /** For the history: says why a grant that hung on an ended relation is over. It was not open any more before this. */
  async endWithRelation(relationId: string): Promise<void> {
    const grantors: { grantor_id: string }[] = await this.database.asSystem(null, (tx) =>
      tx.query(
        `select from_id as grantor_id from relations where id = $1 union select to_id from relations where id = $1`,
        [relationId],
      ),
    );
    for (const { grantor_id: grantorId } of grantors) {
      await this.database.asSystem(grantorId, async (tx) => {
        const [ended]: [{ id: string; grantee_id: string | null }[], number] = await tx.query(
          `update grants set ended_at = (select ended_at from relations where id = $1), ending = 'relation-ended'
            where relation_id = $1 and grantor_id = $2 and ended_at is null and revoked_at is null
              and exists (select from relations where id = $1 and ended_at is not null)
            returning id, grantee_id`,
          [relationId, grantorId],
        );
        for (const grant of ended) {
          await this.ledger.append(
            tx,
            { organizationId: grantorId },
            {
              event: 'grant.ended',
              counterpartyId: grant.grantee_id,
              grantId: grant.id,
              detail: { ending: 'relation-ended' },
            },
          );
        }
      });
    }
  }

  /** Rules over several fields (2.1.2): each is refused at the field that breaks it. */
  private async mustFit(tx: Tx, actor: PersonActor, granteeId: string | null, wish: NewGrant) {
    if (granteeId === actor.organizationId) throw invalid('/grantee', 'You cannot grant access to your own company.');
    if (wish.until !== null && wish.from !== undefined && wish.until < wish.from) {
      throw invalid('/until', 'Must not be before `from`.');
    }
    if (granteeId === null && (wish.readers || wish.serviceAccounts)) {
      throw invalid('/readers', 'A grant to the public names nobody.');
    }
    const [facts] = await tx.query(fitting, [
      granteeId,
      actor.organizationId,
      wish.readers ?? [],
      wish.serviceAccounts ?? [],
      wish.relationId,
      wish.pinnedEdition,
      wish.until,
    ]);
    if (granteeId !== null && !facts.grantee_exists) throw invalid('/grantee', 'There is no such company here.');
    if (facts.over) throw invalid('/until', 'This day is over already.');
    if (facts.readers !== (wish.readers?.length ?? 0))
      throw invalid('/readers', 'Every reader must be a member of that company.');
    if (facts.accounts !== (wish.serviceAccounts?.length ?? 0)) {
      throw invalid('/serviceAccounts', 'Every service account must belong to that company.');
    }
    if (wish.relationId !== null && !facts.relation_exists)
      throw invalid('/relationId', 'There is no such relation with that company.');
    if (wish.pinnedEdition !== null && !facts.edition_exists)
      throw invalid('/pinnedEdition', 'There is no such edition.');
  }
}

/** A last day is included: the grant ends at the next midnight where the grantor lives. */
const insertGrant = `
  insert into grants (id, grantor_id, grantee_id, purpose, named, persons_key, scope_id, starts_at, ends_at, label, onward,
                      delivery, originals, terms_required, pinned_edition_id, relation_id, created_by)
  select $1, o.id, $3, $4, $5, $6, $7,
         case when $8::date is null or $8::date <= (app_now() at time zone o.time_zone)::date then app_now()
              else $8::date::timestamp at time zone o.time_zone end,
         ($9::date + 1)::timestamp at time zone o.time_zone,
         $10, $11, $12, $13, $14, (select id from editions where organization_id = o.id and number = $15), $16, $17
    from organizations o where o.id = $2`;

const fitting = `
  select exists (select from organizations where id = $1 and closed_at is null) as grantee_exists,
         (select count(*)::int from members where id = any($3::uuid[]) and organization_id = $1 and left_at is null) as readers,
         (select count(*)::int from service_accounts where id = any($4::uuid[]) and organization_id = $1 and ended_at is null) as accounts,
         exists (select from relations where id = $5 and ended_at is null
                 and ((from_id = $1 and to_id = $2) or (from_id = $2 and to_id = $1))) as relation_exists,
         exists (select from editions where organization_id = $2 and number = $6) as edition_exists,
         (select $7::date < (app_now() at time zone time_zone)::date from organizations where id = $2) as over`;

interface Reader {
  readonly readerId: string;
  readonly kind: 'member' | 'service-account';
}

const readersOf = ({ readers = [], serviceAccounts = [] }: Pick<Terms, 'readers' | 'serviceAccounts'>): Reader[] => [
  ...[...new Set(readers)].map((readerId) => ({ readerId, kind: 'member' as const })),
  ...[...new Set(serviceAccounts)].map((readerId) => ({ readerId, kind: 'service-account' as const })),
];

/** Same readers, same key; no readers (the whole company), the empty key. */
const personsKey = (readers: readonly Reader[]) =>
  readers.length === 0
    ? ''
    : createHash('sha256')
        .update(
          readers
            .map((reader) => reader.readerId)
            .sort()
            .join(' '),
        )
        .digest('base64url');

const constraintOf = (error: unknown) =>
  (error as { driverError?: { constraint?: string } } | null)?.driverError?.constraint;
