import { Injectable } from '@nestjs/common';
import { Clock } from '#platform/clock';
import { Database } from '#platform/database';
import { Beginnings } from './beginnings.ts';
import { Cast } from './cast.ts';
import { companyKeys } from './companies.ts';
import { demoToday, momentOf } from './days.ts';
import { Histories } from './histories.ts';
import { setClock } from './seeding-clock.ts';
import { Shares } from './shares.ts';
import { inOrder, inRuns, type Step, type Tell } from './timeline.ts';

/**
 * The demonstration world, lived through from its first day in order of time, by the services that customers use. It
 * needs the clock that can be moved (`seeding-clock.ts`).
 */
@Injectable()
export class DemoWorld {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly beginnings: Beginnings,
    private readonly histories: Histories,
    private readonly shares: Shares,
  ) {}

  /** @param tell one line of progress after another */
  async load(tell: Tell): Promise<void> {
    const today = demoToday(this.clock.now());
    const cast = new Cast(companyKeys);
    await this.beginnings.prepare(cast);
    const papers = await this.histories.prepare(today);
    tell(`証跡の文書を ${papers} 件作りました。`, `${papers} pieces of evidence written.`);
    const steps = [
      ...this.beginnings.steps(cast),
      ...this.histories.steps(cast, today, tell),
      ...this.shares.steps(cast, today),
    ];
    for (const run of inRuns(inOrder(steps))) await this.live(run, today);
    tell('閲覧許可と閲覧の記録を加えました。', 'Grants and reads added.');
  }

  /** One transaction for steps that only write; each sees the hour it belongs to. */
  private async live(run: readonly Step[], today: string): Promise<void> {
    const momentAt = ({ day, hour }: Step) => momentOf(today, day, hour);
    const [first] = run;
    if (first?.reads) return first.run(momentAt(first));
    await this.database.atOnce(async (tx) => {
      for (const step of run) {
        await setClock(tx, momentAt(step));
        await step.run(momentAt(step));
      }
    });
  }
}
