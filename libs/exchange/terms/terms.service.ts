import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { LocalText } from '#contracts/text';
import type { Actor, PersonActor } from '#exchange/access';
import { Ledger } from '#exchange/ledger';
import { Database, type Tx, uuid } from '#platform/database';
import { conflict, notFound } from '#platform/errors';
import { defaultTerms } from './default-terms.ts';
import { Terms } from './terms.entity.ts';

/** The conditions a grantor sets for reading: versioned, and accepted anew whenever their wording changes. */
@Injectable()
export class TermsOfUse {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** The wording now in force for a grantor; the default is written down as version 1 the first time it is needed. */
  async current(tx: Tx, organizationId: string, writtenBy: string): Promise<Terms> {
    return (await latest(tx, organizationId)) ?? this.insert(tx, { organizationId, writtenBy, text: defaultTerms });
  }

  async read(actor: Actor): Promise<Terms> {
    return this.database.transaction(actor, async (tx) => {
      const terms = await latest(tx, actor.organizationId);
      if (terms) return terms;
      throw notFound('Terms');
    });
  }

  /** A new version. Every grantee is asked again before the next read. */
  async write(actor: PersonActor, text: LocalText): Promise<Terms> {
    return this.database.transaction(actor, async (tx) => {
      const terms = await this.insert(tx, { organizationId: actor.organizationId, writtenBy: actor.memberId, text });
      await this.ledger.append(tx, actor, {
        event: 'terms.written',
        subjectId: terms.id,
        detail: { version: terms.version },
      });
      return terms;
    });
  }

  /** The terms a grantee is asked to accept under one of its grants. */
  async ofGrant(actor: Actor, grantId: string): Promise<Terms> {
    return this.database.transaction(actor, async (tx) => {
      const terms = await latest(tx, (await openTo(tx, actor, grantId)).grantor_id);
      if (!terms) throw notFound('Terms');
      return terms;
    });
  }

  /**
   * A named member accepts for their company, once per version and grant.
   * @throws Refusal `not-found` when the grant is not open to them, `conflict` when the wording has changed meanwhile
   */
  async accept(actor: PersonActor, grantId: string, termsId: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      const { grantor_id: grantorId } = await openTo(tx, actor, grantId);
      const terms = await latest(tx, grantorId);
      if (terms?.id !== termsId) throw conflict('The terms have a newer version. Read it, then accept that one.');
      const accepted = await tx.query(
        `insert into terms_acceptances (grant_id, terms_id, grantee_id, accepted_by) values ($1, $2, $3, $4)
         on conflict do nothing returning 1`,
        [grantId, termsId, actor.organizationId, actor.memberId],
      );
      if (accepted.length === 0) return;
      await this.ledger.append(tx, actor, {
        event: 'terms.accepted',
        organizationId: grantorId,
        counterpartyId: actor.organizationId,
        grantId,
        subjectId: termsId,
        detail: { version: terms.version },
      });
    });
  }

  private async insert(tx: Tx, row: { organizationId: string; writtenBy: string; text: LocalText }): Promise<Terms> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 1))`, [row.organizationId]); // versions in a row
    const [{ next }] = await tx.query(
      `select coalesce(max(version), 0) + 1 as next from terms where organization_id = $1`,
      [row.organizationId],
    );
    const terms = { ...row, id: uuid(), version: Number(next), hash: termsHash(row.text), writtenAt: new Date() };
    await tx.insert(Terms, terms as Terms);
    return terms as Terms;
  }
}

/** SHA-256 over the wording, both languages; what a receipt quotes. */
const termsHash = (text: LocalText): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([text.ja ?? null, text.en ?? null]))
    .digest();

const latest = (tx: Tx, organizationId: string) =>
  tx.findOne(Terms, { where: { organizationId }, order: { version: 'DESC' } });

/** Missing, foreign, lapsed and revoked look the same. */
async function openTo(tx: Tx, actor: Actor, grantId: string): Promise<{ grantor_id: string }> {
  const [grant] = await tx.query(
    `select g.grantor_id from grants g
      where g.id = $1 and g.grantee_id = $2 and grant_is_live(g) and (not g.named or exists
        (select from grant_readers r where r.grant_id = g.id and r.reader_id in ($3, $4)))`,
    [grantId, actor.organizationId, actor.memberId, actor.serviceAccountId],
  );
  if (!grant) throw notFound('Grant');
  return grant;
}
