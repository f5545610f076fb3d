import { Injectable } from '@nestjs/common';
import { daysBetween } from '#exchange/credentials';
import { Clock } from '#platform/clock';
import { Database } from '#platform/database';
import { Cast } from './cast.ts';
import { companies, type CompanyKey, companyKeys, statingKeys } from './companies.ts';
import { type DemoEdition, editionsOf } from './company-editions.ts';
import { readCompanyFile } from './company-file.ts';
import { credentials, recorded } from './credentials.ts';
import { demoToday, momentOf } from './days.ts';
import { EvidenceShelf } from './evidence-shelf.ts';
import { Founding } from './founding.ts';
import { grants } from './grants.ts';
import { reads } from './reads.ts';
import { requests } from './requests.ts';
import { setClock } from './seeding-clock.ts';
import { Sharing } from './sharing.ts';
import { Statements } from './statements.ts';
import { inOrder, inRuns, type Step } from './timeline.ts';

/** When everybody came in; before it there is no exchange to do anything on. */
const FOUNDED = -400;

type Tell = (ja: string, en: string) => void;

/**
 * The demonstration world, lived through from its first day in order of time, by the services that customers use. It
 * needs the clock that can be moved (`seeding-clock.ts`).
 */
@Injectable()
export class DemoWorld {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly founding: Founding,
    private readonly shelf: EvidenceShelf,
    private readonly statements: Statements,
    private readonly sharing: Sharing,
  ) {}

  /** @param tell one line of progress after another */
  async load(tell: Tell): Promise<void> {
    const today = demoToday(this.clock.now());
    const cast = new Cast(companyKeys);
    const editions = new Map(statingKeys.map((key) => [key, editionsOf(readCompanyFile(key))]));
    await this.founding.prepare(cast);
    const papers = await this.makePapers(editions, today);
    tell(`証跡の文書を ${papers} 件作りました。`, `${papers} pieces of evidence written.`);
    const steps = [
      ...this.foundings(cast),
      ...this.credentials(cast, today),
      ...[...editions].flatMap(([key, all]) => this.publications(cast, key, all, today, tell)),
      ...this.shares(cast, today),
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

  private async makePapers(editions: ReadonlyMap<CompanyKey, readonly DemoEdition[]>, today: string) {
    const all = [...editions].flatMap(([key, each]) =>
      each.flatMap(({ statements }) =>
        Object.entries(statements).flatMap(([item, { evidence }]) => evidence.map((stated) => ({ key, item, stated }))),
      ),
    );
    for (const { key, item, stated } of all) await this.shelf.make(key, item, stated, today);
    return this.shelf.count;
  }

  private foundings(cast: Cast): Step[] {
    const founded = companyKeys.map((key) => ({
      day: FOUNDED,
      hour: '09:00',
      run: async () => {
        await this.founding.found(cast, key);
        if (statingKeys.includes(key)) await this.statements.makeKey(cast, key);
      },
    }));
    return [
      ...founded,
      { day: FOUNDED, hour: '10:00', run: () => this.founding.lend(cast) },
      { day: FOUNDED, hour: '11:00', run: () => this.founding.relate(cast) },
    ];
  }

  /** Each on the day it was obtained or applied for, where the company was here already. */
  private credentials(cast: Cast, today: string): Step[] {
    return credentials.map((credential) => {
      const { issued, applied } = recorded(credential, today);
      const since = daysBetween(today, issued ?? applied ?? today);
      return {
        day: Math.max(since, FOUNDED),
        hour: '12:00',
        run: () => this.statements.record(cast, credential, today),
      };
    });
  }

  /** Every edition on its day; a draft that was never published was written last week. */
  private publications(
    cast: Cast,
    key: CompanyKey,
    editions: readonly DemoEdition[],
    today: string,
    tell: Tell,
  ): Step[] {
    return editions.flatMap((edition) => {
      const { number, published } = edition;
      const day = published ?? -7;
      const write = { day, hour: '13:00', run: () => this.statements.write(cast, key, edition, today) };
      if (number === null) return [write];
      const done = () => {
        const { ja, en } = companies[key].names;
        if (number === editions.length)
          tell(`${ja}: 第${number}版まで発行しました。`, `${en}: published to edition ${number}.`);
      };
      return [
        write,
        { day, hour: '14:00', run: () => this.statements.submit(cast, key) },
        { day, hour: '15:00', run: () => this.statements.approve(cast, key) },
        {
          day,
          hour: '16:00',
          run: async () => {
            await this.statements.publish(cast, key, number);
            done();
          },
        },
      ];
    });
  }

  private shares(cast: Cast, today: string): Step[] {
    const given = grants();
    return [
      ...given.map((grant) => ({
        day: grant.starts,
        hour: '10:00',
        run: () => this.sharing.grant(cast, grant, today),
      })),
      ...given.flatMap((grant) =>
        grant.revoked ? [{ day: grant.revoked.at, hour: '10:30', run: () => this.sharing.revoke(cast, grant) }] : [],
      ),
      ...requests.flatMap((request) => [
        { day: request.asked, hour: '10:00', run: () => this.sharing.ask(cast, request, today) },
        { day: request.declined.at, hour: '11:00', run: () => this.sharing.decline(cast, request) },
      ]),
      ...reads.map(
        (read): Step => ({
          day: read.day,
          hour: '11:30',
          reads: true,
          run: (moment) => this.sharing.read(cast, read, moment),
        }),
      ),
    ];
  }
}
