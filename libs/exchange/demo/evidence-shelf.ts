import { Injectable } from '@nestjs/common';
import { newEvidence } from '#contracts/evidence';
import type { PersonActor } from '#exchange/access';
import { addDays } from '#exchange/credentials';
import { downloadName, EvidenceFiles, fileKinds, SealedFiles, sha256Of } from '#exchange/evidence';
import { uuid } from '#platform/database';
import { parsed } from '#platform/http';
import { companies, type CompanyKey } from './companies.ts';
import type { StatedEvidence } from './company-file.ts';
import { evidencePage } from './evidence-page.ts';

const PDF = 'pdf';

const nameOf = ({ title }: StatedEvidence) => title.ja ?? title.en ?? '';

/**
 * The companies' evidence: pages made of what the authors wrote, encrypted and entered like any customer's file. They
 * are not inspected as uploads are, because we have just made them; a spec sends each through the inspection.
 */
@Injectable()
export class EvidenceShelf {
  private readonly papers = new Map<string, Buffer>();
  private readonly entered = new Map<string, string>();

  constructor(
    private readonly sealed: SealedFiles,
    private readonly files: EvidenceFiles,
  ) {}

  /** How many pages there are. */
  get count(): number {
    return this.papers.size;
  }

  /** Makes a page, outside every transaction; the same piece of the same item is made once. */
  async make(company: CompanyKey, item: string, stated: StatedEvidence, today: string): Promise<void> {
    const place = placeOf(company, item, stated);
    if (this.papers.has(place)) return;
    const { names } = companies[company];
    const at = new Date(addDays(today, stated.issued ?? 0));
    const of = stated.title.ja === undefined ? names.en : names.ja;
    const page = await evidencePage({ title: nameOf(stated), company: of, lines: stated.body, at });
    this.papers.set(place, Buffer.from(page));
  }

  /** Takes a page in, encrypted, where that has not been done yet. */
  async enter(actor: PersonActor, company: CompanyKey, item: string, stated: StatedEvidence, today: string) {
    const place = placeOf(company, item, stated);
    const page = this.papers.get(place);
    if (!page || this.entered.has(place)) return;
    const id = uuid();
    const kept = await this.sealed.put({ organizationId: actor.organizationId, id }, page);
    const { title, kind, issued, expires } = stated;
    const day = (offset: number | undefined) => (offset === undefined ? undefined : addDays(today, offset));
    await this.files.add(actor, {
      ...kept,
      id,
      said: parsed(newEvidence, { title, kind, issued: day(issued), expires: day(expires) }),
      fileName: downloadName(nameOf(stated), PDF),
      mediaType: fileKinds[PDF].mediaType,
      length: page.length,
      sha256: sha256Of(page),
      pdf: 'plain',
    });
    this.entered.set(place, id);
  }

  /** The id under which a page was taken in. */
  idOf(company: CompanyKey, item: string, stated: StatedEvidence): string {
    const id = this.entered.get(placeOf(company, item, stated));
    if (id === undefined) throw new Error(`${company} has no such evidence for ${item}.`);
    return id;
  }
}

const placeOf = (company: CompanyKey, item: string, stated: StatedEvidence) =>
  `${company} ${item} ${JSON.stringify(stated)}`;
