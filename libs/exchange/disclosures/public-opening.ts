import { Injectable } from '@nestjs/common';
import { Attempts, networkOf } from '#exchange/access';
import { ReadingPool } from '#platform/database';
import { notFound, tryAgain } from '#platform/errors';
import { Cuts } from './cuts.ts';
import { type Around, viewBody } from './view.ts';

interface Row extends Omit<Around, 'grantId' | 'latest' | 'delivery' | 'originals' | 'grantor_id' | 'content'> {
  readonly content: string | null;
  readonly outcome: 'ok' | 'withdrawn' | 'not-found' | 'uncut';
  readonly grant_id: string;
  readonly edition_id: string;
  readonly scope_id: string;
}

/** What a company granted to the public. Nobody signs in; the read is recorded all the same, without a name. */
@Injectable()
export class PublicOpening {
  constructor(
    private readonly pool: ReadingPool,
    private readonly cuts: Cuts,
    private readonly attempts: Attempts,
  ) {}

  /**
   * @returns the body of the view
   * @throws Refusal `not-found` when nothing is public, `try-again` without a record, `too-many-requests` for an address
   *   that would fill the ledger
   */
  async open(grantorId: string, { requestId, address }: { requestId: string; address: string }): Promise<Buffer> {
    await this.attempts.spend(['public-reading.address', networkOf(address)]);
    let row = await this.ask(grantorId, requestId);
    if (row.outcome === 'uncut') {
      await this.cuts.cut(grantorId, row.edition_id, row.scope_id);
      row = await this.ask(grantorId, requestId);
    }
    if (row.outcome === 'uncut') throw tryAgain();
    if (row.outcome === 'not-found') throw notFound('Public disclosure');
    const rest = { latest: row.number, delivery: 'view', originals: false, grantor_id: grantorId };
    const content = row.content === null ? null : Buffer.from(row.content);
    return viewBody({ ...row, ...rest, content, grantId: row.grant_id });
  }

  private async ask(grantorId: string, requestId: string): Promise<Row> {
    const text = 'select * from open_public($1, $2)';
    const { rows } = await this.pool
      .query<Row>({ name: 'open-public', text, values: [grantorId, requestId] })
      .catch((error) => {
        throw tryAgain(error);
      });
    return rows[0] as Row;
  }
}
