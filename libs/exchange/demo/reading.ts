import { Injectable } from '@nestjs/common';
import { Sessions } from '#exchange/access';
import { Opening } from '#exchange/disclosures';
import { TermsOfUse } from '#exchange/terms';
import { Database, ReadingPool } from '#platform/database';
import { type Cast, requestId } from './cast.ts';
import type { DemoRead } from './reads.ts';
import { setClock, setSessionClock } from './seeding-clock.ts';

/** Reading what others grant, through the one door there is. */
@Injectable()
export class Reading {
  constructor(
    private readonly database: Database,
    private readonly pool: ReadingPool,
    private readonly terms: TermsOfUse,
    private readonly sessions: Sessions,
    private readonly opening: Opening,
  ) {}

  /**
   * Reads as a signed-in person does: the terms accepted, a session, the grant opened, the session ended. The hot read
   * has a connection of its own, so what it looks at must be committed before.
   */
  async read(cast: Cast, { from, by }: DemoRead, moment: string): Promise<void> {
    const reader = cast.whoMay(by, 'disclosures.read');
    const grantId = cast.grantId(from, by);
    const token = await this.database.atOnce(async (tx) => {
      await setClock(tx, moment);
      await this.terms.accept(reader, grantId, (await this.terms.ofGrant(reader, grantId)).id);
      return this.sessions.begin(tx, reader.personId, reader.memberId);
    });
    await setSessionClock(this.pool, moment);
    await this.opening.open({ token, grantId, reading: 'disclosure.viewed', requestId });
    await setSessionClock(this.pool, '');
    await this.database.asSystem(null, (tx) => this.sessions.endAllOf(tx, reader.personId));
  }
}
