import { Injectable } from '@nestjs/common';
import { daysBetween } from '#exchange/credentials';
import type { Cast } from './cast.ts';
import { companies, type CompanyKey, statingKeys } from './companies.ts';
import { type DemoEdition, editionsOf } from './company-editions.ts';
import { readCompanyFile } from './company-file.ts';
import { credentials, recorded } from './credentials.ts';
import { EvidenceShelf } from './evidence-shelf.ts';
import { Publications } from './publications.ts';
import { Statements } from './statements.ts';
import { FOUNDED, type Step, type Tell } from './timeline.ts';

/** A draft that was never published was written last week. */
const DRAFTED = -7;

/** The second chapter: what each company obtained, stated and published, edition by edition. */
@Injectable()
export class Histories {
  private readonly editions = new Map<CompanyKey, readonly DemoEdition[]>();

  constructor(
    private readonly shelf: EvidenceShelf,
    private readonly statements: Statements,
    private readonly publications: Publications,
  ) {}

  /** Reads what the companies state and makes their evidence. @returns how many pieces of evidence there are */
  async prepare(today: string): Promise<number> {
    for (const key of statingKeys) {
      const editions = editionsOf(readCompanyFile(key));
      this.editions.set(key, editions);
      for (const [item, { evidence }] of editions.flatMap(({ statements }) => Object.entries(statements))) {
        for (const stated of evidence) await this.shelf.make(key, item, stated, today);
      }
    }
    return this.shelf.count;
  }

  steps(cast: Cast, today: string, tell: Tell): Step[] {
    return [...this.obtained(cast, today), ...statingKeys.flatMap((key) => this.published(cast, key, today, tell))];
  }

  /** Each credential on the day it was obtained or applied for, where the company was here already. */
  private obtained(cast: Cast, today: string): Step[] {
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

  private published(cast: Cast, key: CompanyKey, today: string, tell: Tell): Step[] {
    const editions = this.editions.get(key) ?? [];
    return editions.flatMap((edition) => {
      const day = edition.published ?? DRAFTED;
      const { number } = edition;
      const write = { day, hour: '13:00', run: () => this.statements.write(cast, key, edition, today) };
      if (number === null) return [write];
      const publish = async () => {
        await this.publications.publish(cast, key, number);
        if (number === editions.length) tellOf(key, number, tell);
      };
      return [
        write,
        { day, hour: '14:00', run: () => this.publications.submit(cast, key) },
        { day, hour: '15:00', run: () => this.publications.approve(cast, key) },
        { day, hour: '16:00', run: publish },
      ];
    });
  }
}

function tellOf(key: CompanyKey, number: number, tell: Tell) {
  const { ja, en } = companies[key].names;
  tell(`${ja}: 第${number}版まで発行しました。`, `${en}: published to edition ${number}.`);
}
