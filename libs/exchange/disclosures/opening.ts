import { Injectable } from '@nestjs/common';
import { hashToken, kindOf, permissions } from '#exchange/access';
import { ReadingPool } from '#platform/database';
import { forbidden, notFound, Refusal, tryAgain, unauthenticated } from '#platform/errors';
import { Cuts } from './cuts.ts';
import { Denials } from './denials.ts';
import type { Held } from './kept-bytes.ts';

/** What a read is; the access record says so. */
export type Reading = 'disclosure.viewed' | 'disclosure.bundled' | 'disclosure.evidence-read';

/** A grant that was open just now, whose access record is written: the key to content, made here and nowhere else. */
export interface Opened {
  readonly outcome: 'ok' | 'withdrawn';
  readonly asker_id: string;
  readonly grantor_id: string;
  /**
   * The view's JSON text, the presentation, or the evidence's id, as the reading asks. Null when withdrawn, and when the
   * asker said that it holds the view of exactly this edition and scope.
   */
  readonly content: string | null;
  readonly edition_id: string;
  readonly scope_id: string;
  readonly member_id: string | null;
  readonly number: number;
  readonly latest: number;
  readonly published_at: Date;
  readonly expires_at: Date;
  readonly expired: boolean;
  readonly withdrawn_at: Date | null;
  readonly ends_at: Date | null;
  readonly label: string;
  readonly onward: string | null;
  readonly purpose: string;
  readonly delivery: string;
  readonly originals: boolean;
  readonly terms_id: string | null;
  /** The discloser's names, as JSON text. */
  readonly names: string;
  readonly assurance: string;
}

interface Row extends Omit<Opened, 'outcome'> {
  readonly outcome:
    | Opened['outcome']
    | 'unauthenticated'
    | 'forbidden'
    | 'not-found'
    | 'terms-not-accepted'
    | 'nothing-published'
    | 'uncut';
}

export interface Ask {
  readonly token: string | undefined;
  readonly grantId: string;
  readonly reading: Reading;
  readonly evidenceId?: string;
  readonly requestId: string;
  /** A view that need not be fetched again, should it be the one that is shown. */
  readonly held?: Pick<Held, 'editionId' | 'scopeId'>;
}

const action = 'disclosures.read';
const allowed = permissions[action];

/** The only way in to somebody else's profile. One SQL statement decides, reads and records (`open_grant`). */
@Injectable()
export class Opening {
  constructor(
    private readonly pool: ReadingPool,
    private readonly cuts: Cuts,
    private readonly denials: Denials,
  ) {}

  /**
   * Opens a grant and gives what it shows. Missing, foreign, revoked and lapsed are one answer, by one statement.
   * @throws Refusal; `try-again` when the record could not be written, in which case nothing is served
   */
  async open(ask: Ask): Promise<Opened> {
    const kind = ask.token === undefined ? undefined : kindOf(ask.token);
    if (kind !== 'session' && kind !== 'api-key') throw unauthenticated();
    const hash = hashToken(ask.token as string);
    let row = await this.ask(hash, kind === 'api-key', ask);
    if (row.outcome === 'uncut') {
      await this.cuts.cut(row.grantor_id, row.edition_id, row.scope_id);
      row = await this.ask(hash, kind === 'api-key', ask);
    }
    if (row.outcome === 'ok' || row.outcome === 'withdrawn') return row as Opened;
    throw this.refusal(row, ask);
  }

  private async ask(hash: Buffer, isKey: boolean, ask: Ask): Promise<Row> {
    const { grantId, reading, evidenceId = null, requestId, held } = ask;
    const holds = [held?.editionId ?? null, held?.scopeId ?? null];
    const values = [hash, isKey, grantId, allowed, action, reading, evidenceId, requestId, ...holds];
    const { rows } = await this.pool.query<Row>({ name: 'open-grant', text: statement, values }).catch((error) => {
      throw tryAgain(error);
    });
    return rows[0] as Row;
  }

  private refusal(row: Row, ask: Ask): Refusal {
    switch (row.outcome) {
      case 'unauthenticated':
        return unauthenticated();
      case 'forbidden':
        return forbidden();
      case 'terms-not-accepted':
        return new Refusal('terms-not-accepted', 'Accept the terms of the discloser before the first read.', {
          more: { terms: `/v1/grants/${ask.grantId}/terms`, accept: `/v1/grants/${ask.grantId}/terms-acceptance` },
        });
      case 'nothing-published':
        return new Refusal('not-found', 'This company has not published an edition yet.');
      case 'uncut':
        return tryAgain();
      default:
        this.denials.count(row.asker_id, row.grantor_id);
        return notFound('Grant');
    }
  }
}

const statement = 'select * from open_grant($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';
