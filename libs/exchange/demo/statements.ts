import { Injectable } from '@nestjs/common';
import type { AnswerInput } from '#contracts/answer';
import { newCredential } from '#contracts/credential';
import { addDays, Credentials } from '#exchange/credentials';
import { Drafts } from '#exchange/profiles';
import { parsed } from '#platform/http';
import type { Cast } from './cast.ts';
import type { CompanyKey } from './companies.ts';
import type { DemoEdition } from './company-editions.ts';
import { type DemoCredential, recorded } from './credentials.ts';
import { EvidenceShelf } from './evidence-shelf.ts';
import { answerOf, type KnownCredential } from './stated-answer.ts';

/** What is in a company's draft right now, as far as the next edition needs to know. */
interface Desk {
  readonly answers: Map<string, { readonly version: number; readonly answer: string }>;
  readonly credentials: KnownCredential[];
}

/** What the companies state, in their drafts. */
@Injectable()
export class Statements {
  private readonly desks = new Map<CompanyKey, Desk>();

  constructor(
    private readonly credentials: Credentials,
    private readonly shelf: EvidenceShelf,
    private readonly drafts: Drafts,
  ) {}

  async record(cast: Cast, credential: DemoCredential, today: string): Promise<void> {
    const { company, called, carries } = credential;
    const wish = parsed(newCredential, recorded(credential, today));
    const { credential: stored } = await this.credentials.add(cast.whoMay(company, 'credentials.edit'), wish);
    this.desk(company).credentials.push({ credential: stored, called, ...(carries ? { carries } : {}) });
  }

  /** Brings the draft to what an edition states: changed answers are saved, those that were not there are taken out. */
  async write(cast: Cast, key: CompanyKey, { statements, published }: DemoEdition, today: string): Promise<void> {
    const editor = cast.whoMay(key, 'profile.edit');
    const { answers, credentials } = this.desk(key);
    const on = addDays(today, published ?? 0);
    for (const [item, stated] of Object.entries(statements)) {
      for (const each of stated.evidence) await this.shelf.enter(editor, key, item, each, today);
      const evidenceId: Parameters<typeof answerOf>[2]['evidenceId'] = (at, each) => this.shelf.idOf(key, at, each);
      const answer = answerOf(item, stated, { today, on, credentials, evidenceId });
      const before = answers.get(item);
      if (before?.answer === JSON.stringify(answer)) continue;
      const { version } = await this.drafts.save(editor, item, before?.version ?? 0, answer satisfies AnswerInput);
      answers.set(item, { version, answer: JSON.stringify(answer) });
    }
    for (const [item, { version }] of answers) {
      if (item in statements) continue;
      await this.drafts.remove(editor, item, version);
      answers.delete(item);
    }
  }

  private desk(key: CompanyKey): Desk {
    const desk = this.desks.get(key) ?? { answers: new Map(), credentials: [] };
    this.desks.set(key, desk);
    return desk;
  }
}
