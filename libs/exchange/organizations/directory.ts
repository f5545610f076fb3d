import { Injectable } from '@nestjs/common';
import type { OrganizationSearch } from '#contracts/organization';
import { type Actor, Attempts } from '#exchange/access';
import { Database } from '#platform/database';
import { invalid, notFound } from '#platform/errors';
import { type CardRow, cardColumns, cardJoin } from './cards.ts';
import type { IdentifierScheme } from '#contracts/organization';
import { faultOf, normalIdentifier } from './identifiers.ts';

const mostFound = 20;

/** Finding a partner. Every search counts as probing: the directory is for finding one company, not for having all. */
@Injectable()
export class Directory {
  constructor(
    private readonly database: Database,
    private readonly attempts: Attempts,
  ) {}

  /** By exact number, or by a part of a name. @returns at most twenty, and whether there are more */
  async find(actor: Actor, search: OrganizationSearch): Promise<{ items: CardRow[]; more: boolean }> {
    await this.attempts.spend(['probing.organization', actor.organizationId]);
    const { scheme, identifier, name } = search;
    const found =
      scheme !== undefined && identifier !== undefined
        ? await this.byIdentifier(actor, scheme, identifier)
        : await this.byName(actor, name ?? '');
    return { items: found.slice(0, mostFound), more: found.length > mostFound };
  }

  /** One company's card, by its id. @throws Refusal `not-found` also for a closed one */
  async card(actor: Actor, id: string): Promise<CardRow> {
    await this.attempts.spend(['probing.organization', actor.organizationId]);
    const [card]: CardRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(`select ${cardColumns} from organizations o ${cardJoin} where o.id = $1 and o.closed_at is null`, [id]),
    );
    if (!card) throw notFound('Organization');
    return card;
  }

  private async byIdentifier(actor: Actor, scheme: IdentifierScheme, typed: string): Promise<CardRow[]> {
    const value = normalIdentifier(scheme, typed);
    const fault = faultOf(scheme, value);
    if (fault) throw invalid('identifier', fault);
    return this.database.transaction(actor, (tx) =>
      tx.query(
        `select ${cardColumns} from organization_identifiers i
           join organizations o on o.id = i.organization_id and o.closed_at is null ${cardJoin}
          where i.scheme = $1 and i.value = $2`,
        [scheme, value],
      ),
    );
  }

  private async byName(actor: Actor, typed: string): Promise<CardRow[]> {
    const words = [...new Set([typed.trim(), typed.normalize('NFKC').trim()])];
    if (words.some((word) => [...word].length < 2)) throw invalid('name', 'must have at least two characters');
    return this.database.transaction(actor, (tx) =>
      tx.query(
        `select ${cardColumns} from organizations o ${cardJoin}
          where o.closed_at is null
            and (o.names->>'ja' ilike any($1) or o.names->>'en' ilike any($1) or o.names->>'reading' ilike any($1))
          order by coalesce(o.names->>'ja', o.names->>'en'), o.id limit $2`,
        [words.map(anywhere), mostFound + 1],
      ),
    );
  }
}

/** A pattern that finds the text and nothing else: signs that mean something in LIKE stand for themselves. */
export const anywhere = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
