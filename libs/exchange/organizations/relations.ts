import { Injectable } from '@nestjs/common';
import type { NewRelation, RelationChange, RelationsPage } from '#contracts/relation';
import type { Actor } from '#exchange/access';
import { Outbox } from '#exchange/jobs';
import { Ledger } from '#exchange/ledger';
import { cutPage, Database, idPart, parseCursor, type Tx, uuid, violates } from '#platform/database';
import { alreadyDone, conflict, forbidden, invalid, notFound } from '#platform/errors';
import { type CardRow, cardColumns, cardJoin } from './cards.ts';
import type { RelationKind } from '#contracts/relation';

/** A relation as one of its two sides sees it. */
export interface RelationRow {
  readonly id: string;
  readonly partner: CardRow;
  readonly kind: RelationKind;
  readonly ourSide: 'from' | 'to';
  readonly receivesConfidential: boolean;
  readonly stopsOurWork: boolean;
  readonly reachesOurSystems: boolean;
  readonly requiredStar: number | null;
  readonly sharePercent: number | null;
  readonly since: Date;
  readonly endedAt: Date | null;
}

type New = Pick<NewRelation, 'partnerId' | 'kind' | 'ourSide'> & Partial<NewRelation>;

const select = `
  select r.id, r.kind, case when r.from_id = $1 then 'from' else 'to' end as "ourSide",
         r.receives_confidential as "receivesConfidential", r.stops_our_work as "stopsOurWork",
         r.reaches_our_systems as "reachesOurSystems", r.required_star as "requiredStar",
         r.share_percent as "sharePercent", r.since, r.ended_at as "endedAt",
         (select to_jsonb(card) from (select ${cardColumns}) as card) as partner
    from relations r
    join organizations o on o.id = case when r.from_id = $1 then r.to_id else r.from_id end ${cardJoin}
   where $1 in (r.from_id, r.to_id)`;

/** One company to another. Either side makes it and either side ends it; the one that orders says what it asks for. */
@Injectable()
export class Relations {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
  ) {}

  /** @throws Refusal `not-found` for no such partner, `conflict` when this relation stands already */
  async make(actor: Actor, relation: NewRelation): Promise<RelationRow> {
    if (relation.partnerId === actor.organizationId) throw invalid('/partnerId', 'must be another company');
    return this.database.transaction(actor, async (tx) => {
      const id = await this.write(tx, actor, relation);
      return this.one(tx, actor, id);
    });
  }

  /** Writes a relation into the caller's transaction. */
  async write(tx: Tx, who: { organizationId: string; memberId: string | null; requestId: string }, relation: New) {
    const partner = await tx.query(`select from organizations where id = $1 and closed_at is null`, [
      relation.partnerId,
    ]);
    if (partner.length === 0) throw notFound('Organization');
    const ours = relation.ourSide === 'from';
    const id = uuid();
    try {
      await tx.query(
        `insert into relations (id, from_id, to_id, kind, receives_confidential, stops_our_work, reaches_our_systems,
                                required_star, share_percent, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          id,
          ours ? who.organizationId : relation.partnerId,
          ours ? relation.partnerId : who.organizationId,
          relation.kind,
          relation.receivesConfidential ?? false,
          relation.stopsOurWork ?? false,
          relation.reachesOurSystems ?? false,
          relation.requiredStar ?? null,
          relation.sharePercent ?? null,
          who.organizationId,
        ],
      );
    } catch (error) {
      if (violates(error, 'relation_of_a_kind_stands_once')) throw conflict('This relation stands already.');
      throw error;
    }
    const detail = { kind: relation.kind, side: relation.ourSide };
    await this.ledger.append(tx, who, {
      event: 'relation.made',
      counterpartyId: relation.partnerId,
      subjectId: id,
      detail,
    });
    return id;
  }

  /** The actor's relations, newest first: live ones, or the ended. */
  async list(actor: Actor, { cursor, limit, kind, ended }: RelationsPage) {
    const [after] = parseCursor(cursor, [idPart]) ?? [];
    const rows: RelationRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `${select} and ($2::uuid is null or r.id < $2) and ($3::text is null or r.kind = $3)
            and (r.ended_at is not null) = $4 order by r.id desc limit $5`,
        [actor.organizationId, after ?? null, kind ?? null, ended === 'true', limit + 1],
      ),
    );
    return cutPage(rows, limit, (row) => [row.id]);
  }

  /** What is asked of the partner; only by the side that asks. */
  async change(actor: Actor, relationId: string, change: RelationChange): Promise<RelationRow> {
    return this.database.transaction(actor, async (tx) => {
      const before = await this.one(tx, actor, relationId);
      if (before.ourSide !== 'from') throw forbidden('Only the side that orders says what it asks for.');
      if (typeof change.sharePercent === 'number' && before.kind !== 'group') {
        throw invalid('/sharePercent', 'only a group relation has a share');
      }
      const after = { ...before, ...change };
      const [changed] = await tx.query(
        `update relations set receives_confidential = $2, stops_our_work = $3, reaches_our_systems = $4,
                required_star = $5, share_percent = $6 where id = $1 and ended_at is null returning id`,
        [
          relationId,
          after.receivesConfidential,
          after.stopsOurWork,
          after.reachesOurSystems,
          after.requiredStar,
          after.sharePercent,
        ],
      );
      if (changed.length === 0) throw alreadyDone('This relation has ended.');
      const about = { counterpartyId: before.partner.id, subjectId: relationId };
      const detail = { changed: Object.keys(change).sort().join(' ') };
      await this.ledger.append(tx, actor, { event: 'relation.changed', ...about, detail });
      return this.one(tx, actor, relationId);
    });
  }

  /** Ends it, from either side. Grants that hang on it end with it, by a job in the same transaction. */
  async end(actor: Actor, relationId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const relation = await this.one(tx, actor, relationId);
      const [ended] = await tx.query(
        `update relations set ended_at = app_now() where id = $1 and ended_at is null returning id`,
        [relationId],
      );
      if (ended.length === 0) throw alreadyDone('This relation has ended already.');
      const about = { counterpartyId: relation.partner.id, subjectId: relationId };
      await this.ledger.append(tx, actor, { event: 'relation.ended', ...about });
      await this.outbox.put(tx, 'grants.end-with-relation', { relationId });
    });
  }

  private async one(tx: Tx, actor: Actor, id: string): Promise<RelationRow> {
    const [relation]: RelationRow[] = await tx.query(`${select} and r.id = $2`, [actor.organizationId, id]);
    if (!relation) throw notFound('Relation');
    return relation;
  }
}
