import { Injectable } from '@nestjs/common';
import type { Decision, NewRequest, RequestList, RequestState } from '#contracts/grant';
import { type Actor, type PersonActor, permissions } from '#exchange/access';
import { Outbox } from '#exchange/jobs';
import { Ledger } from '#exchange/ledger';
import { Mails } from '#exchange/notifications';
import { cutPage, Database, idPart, parseCursor, type Tx, uuid } from '#platform/database';
import { alreadyDone, conflict, forbidden, invalid, notFound } from '#platform/errors';
import { AccessRequest } from './access-request.entity.ts';
import { Grants } from './grants.service.ts';
import type { ScopeLevels } from './scope.entity.ts';
import { type Items, itemsOf, Scopes } from './scopes.ts';

export interface RequestRow {
  readonly id: string;
  readonly requester_id: string;
  readonly requester_names: Record<string, string>;
  readonly requester_assurance: string;
  readonly holder_id: string;
  readonly holder_names: Record<string, string>;
  readonly holder_assurance: string;
  readonly asked_by: string;
  readonly asker_name: string;
  readonly asker_title: string;
  readonly reason: string;
  readonly purpose: string;
  readonly wished: ScopeLevels;
  readonly due: string | null;
  readonly contact: string;
  readonly state: RequestState;
  readonly asked_at: Date;
  readonly decided_at: Date | null;
  readonly decision_reason: string | null;
  readonly grant_id: string | null;
}

/** One company asks another for access, with a reason; the other decides all, part or none. Silence is never consent. */
@Injectable()
export class AccessRequests {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly mails: Mails,
    private readonly grants: Grants,
    private readonly scopes: Scopes,
  ) {}

  /** @throws Refusal `conflict` while a request to that company for that purpose is undecided */
  async send(actor: PersonActor, wish: NewRequest): Promise<string> {
    if (wish.holder === actor.organizationId) throw invalid('/holder', 'You cannot ask your own company.');
    return this.database.transaction(actor, async (tx) => {
      const [holder] = await tx.query(`select 1 from organizations where id = $1 and closed_at is null`, [wish.holder]);
      if (!holder) throw invalid('/holder', 'There is no such company here.');
      const id = uuid();
      const inserted = await tx.query(
        `insert into access_requests (id, requester_id, holder_id, reason, purpose, wished, due, contact, asked_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
        [
          id,
          actor.organizationId,
          wish.holder,
          wish.reason,
          wish.purpose,
          JSON.stringify(this.scopes.wished(wish.items)),
          wish.due ?? null,
          wish.contact,
          actor.memberId,
        ],
      );
      if (inserted.length === 0) throw conflict('A request to this company for this purpose is waiting already.');
      await this.note(tx, actor, 'request.sent', id, wish.holder);
      await this.outbox.put(tx, 'requests.announce', { requestId: id });
      return id;
    });
  }

  /** Approves all, a part, or none; approving issues the grant in the same transaction. */
  async decide(actor: PersonActor, requestId: string, decision: Decision): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const states = { approve: 'approved', 'approve-in-part': 'approved-in-part', decline: 'declined' } as const;
      const [request] = await this.settle(tx, states[decision.outcome], {
        where: 'holder_id',
        actor,
        requestId,
        reason: decision.reason ?? null,
      });
      if (!request) throw await this.why(tx, actor, requestId);
      if (decision.outcome !== 'decline') {
        const wished = itemsOf(request.wished);
        const items = decision.outcome === 'approve' ? wished : within(wished, decision.items);
        const { outcome: _, reason: __, ...conditions } = { ...decision, items };
        const wish = { ...conditions, grantee: request.requester_id, purpose: request.purpose };
        const grantId = await this.grants.issueIn(tx, actor, wish);
        await tx.update(AccessRequest, { id: requestId }, { grantId });
      }
      await this.note(tx, actor, 'request.decided', requestId, request.requester_id, decision.outcome);
    });
  }

  /**
   * Tells those who may decide, by mail; the handler of `requests.announce`. Who asks and where to look: the mail carries
   * neither the reason nor the items. A request that is not waiting any more is not announced.
   */
  async announce(requestId: string): Promise<void> {
    const [request] = await this.database.asSystem(null, (tx) =>
      tx.query(`select * from request_parties($1)`, [requestId]),
    );
    if (!request) return;
    await this.database.asSystem(request.holder_id, async (tx) => {
      const [claimed] = await tx.query(
        `update access_requests set announced_at = now() where id = $1 and state = 'pending' and announced_at is null
         returning 1`,
        [requestId],
      );
      if (claimed.length === 0) return; // told before, or settled meanwhile
      const people: { email: string; language: 'ja' | 'en' }[] = await tx.query(
        `select p.email, p.language from members m join people p on p.id = m.person_id
          where m.organization_id = $1 and m.left_at is null and m.roles && $2`,
        [request.holder_id, permissions['requests.decide']],
      );
      for (const { email, language } of people) {
        const names = request.requester_names;
        const company = (language === 'ja' ? (names.ja ?? names.en) : (names.en ?? names.ja)) ?? '';
        await this.mails.put(tx, { kind: 'access-request', recipient: email, language, values: { company } });
      }
    });
  }

  /** Takes back a request that was sent by mistake, as long as nobody has decided it. */
  async withdraw(actor: PersonActor, requestId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const [request] = await this.settle(tx, 'withdrawn', { where: 'requester_id', actor, requestId, reason: null });
      if (!request) throw await this.why(tx, actor, requestId);
      await this.note(tx, actor, 'request.withdrawn', requestId, request.holder_id);
    });
  }

  async page(actor: Actor, list: RequestList) {
    const [before] = parseCursor(list.cursor, [idPart]) ?? [null];
    const mine = list.side === 'sent' ? 'q.requester_id = $1' : 'q.holder_id = $1';
    const rows: RequestRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `${columns} where ${mine} and ($2::uuid is null or q.id < $2) and ($3::text is null or q.state = $3)
          order by q.id desc limit $4`,
        [actor.organizationId, before, list.state ?? null, list.limit + 1],
      ),
    );
    return cutPage(rows, list.limit, (row) => [row.id]);
  }

  async one(actor: Actor, requestId: string): Promise<RequestRow> {
    const [row]: RequestRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(`${columns} where q.id = $2 and $1 in (q.requester_id, q.holder_id)`, [actor.organizationId, requestId]),
    );
    if (!row) throw notFound('Request');
    return row;
  }

  /** The one conditional UPDATE from pending to its end. */
  private async settle(
    tx: Tx,
    state: 'approved' | 'approved-in-part' | 'declined' | 'withdrawn',
    {
      where,
      actor,
      requestId,
      reason,
    }: { where: 'holder_id' | 'requester_id'; actor: PersonActor; requestId: string; reason: string | null },
  ): Promise<{ requester_id: string; holder_id: string; purpose: string; wished: ScopeLevels }[]> {
    const side = where === 'holder_id' ? 'holder_id = $2' : 'requester_id = $2';
    const [rows] = await tx.query(
      `update access_requests set state = $3, decided_at = now(), decided_by = $4, decision_reason = $5
        where id = $1 and ${side} and state = 'pending' returning requester_id, holder_id, purpose, wished`,
      [requestId, actor.organizationId, state, actor.memberId, reason],
    );
    return rows;
  }

  private async why(tx: Tx, actor: Actor, requestId: string) {
    const [known] = await tx.query(
      `select state from access_requests where id = $1 and $2 in (requester_id, holder_id)`,
      [requestId, actor.organizationId],
    );
    if (!known) return notFound('Request');
    if (known.state === 'pending') return forbidden('The other side decides this.');
    return alreadyDone('This request is not waiting any more.');
  }

  private note(
    tx: Tx,
    actor: Actor,
    event: 'request.sent' | 'request.decided' | 'request.withdrawn',
    subjectId: string,
    counterpartyId: string,
    outcome?: string,
  ) {
    return this.ledger.append(tx, actor, {
      event,
      subjectId,
      counterpartyId,
      ...(outcome ? { detail: { outcome } } : {}),
    });
  }
}

/** A part is within what was asked: no other item, no deeper level. */
function within(wished: Items, part: Items): Items {
  const order = ['public', 'summary', 'detail', 'evidence'];
  for (const [item, level] of Object.entries(part)) {
    const asked = wished[item];
    if (asked === undefined || order.indexOf(level) > order.indexOf(asked)) {
      throw invalid(`/items/${item}`, 'This was not asked for. Issue a grant of your own to show more.');
    }
  }
  return part;
}

const columns = `
  select q.id, q.requester_id, r.names as requester_names, r.assurance as requester_assurance,
         q.holder_id, h.names as holder_names, h.assurance as holder_assurance,
         q.asked_by, p.name as asker_name, m.title as asker_title, q.reason, q.purpose, q.wished, q.due::text as due,
         q.contact, q.state, q.asked_at, q.decided_at, q.decision_reason, q.grant_id
    from access_requests q
    join organizations r on r.id = q.requester_id
    join organizations h on h.id = q.holder_id
    join members m on m.id = q.asked_by
    join people p on p.id = m.person_id`;
