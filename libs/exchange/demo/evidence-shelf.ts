import { Injectable } from '@nestjs/common';
import { newEvidence } from '#contracts/evidence';
import type { PersonActor } from '#exchange/access';
import { addDays } from '#exchange/credentials';
import { downloadName, EvidenceFiles, fileKinds, inspect, SealedFiles, sha256Of } from '#exchange/evidence';
import { uuid } from '#platform/database';
import { parsed } from '#platform/http';
import { companies, type CompanyKey } from './companies.ts';
import type { StatedEvidence } from './company-file.ts';
import { evidencePage } from './evidence-page.ts';

/** A piece of evidence as a file, looked at as every upload is. */
interface Paper {
  readonly stated: StatedEvidence;
  readonly bytes: Buffer;
  readonly kind: 'pdf';
  readonly pdf: Awaited<ReturnType<typeof inspect>>['pdf'];
}

const nameOf = ({ title }: StatedEvidence) => title.ja ?? title.en ?? '';

/** The companies' evidence: pages made of what the authors wrote, and taken in like any customer's file. */
@Injectable()
export class EvidenceShelf {
  private readonly papers = new Map<string, Paper>();
  private readonly entered = new Map<string, string>();

  constructor(
    private readonly sealed: SealedFiles,
    private readonly files: EvidenceFiles,
  ) {}

  /** How many pages there are. */
  get count(): number {
    return this.papers.size;
  }

  /** Makes and looks at a page, outside every transaction; the same piece of the same item is made once. */
  async make(company: CompanyKey, item: string, stated: StatedEvidence, today: string): Promise<void> {
    const place = placeOf(company, item, stated);
    if (this.papers.has(place)) return;
    const { names } = companies[company];
    const at = new Date(addDays(today, stated.issued ?? 0));
    const of = stated.title.ja === undefined ? names.en : names.ja;
    const bytes = Buffer.from(await evidencePage({ title: nameOf(stated), company: of, lines: stated.body, at }));
    const { kind, pdf } = await inspect({ name: 'evidence.pdf', mediaType: fileKinds.pdf.mediaType, bytes });
    if (kind !== 'pdf' || pdf !== 'plain') throw new Error(`The page for ${place} cannot be stamped.`);
    this.papers.set(place, { stated, bytes, kind, pdf });
  }

  /** Takes a page in, encrypted, where that has not been done yet. */
  async enter(actor: PersonActor, company: CompanyKey, item: string, stated: StatedEvidence, today: string) {
    const place = placeOf(company, item, stated);
    const paper = this.papers.get(place);
    if (!paper || this.entered.has(place)) return;
    const id = uuid();
    const kept = await this.sealed.put({ organizationId: actor.organizationId, id }, paper.bytes);
    const { title, kind, issued, expires } = stated;
    const day = (offset: number | undefined) => (offset === undefined ? undefined : addDays(today, offset));
    await this.files.add(actor, {
      ...kept,
      id,
      said: parsed(newEvidence, { title, kind, issued: day(issued), expires: day(expires) }),
      fileName: downloadName(nameOf(stated), paper.kind),
      mediaType: fileKinds.pdf.mediaType,
      length: paper.bytes.length,
      sha256: sha256Of(paper.bytes),
      pdf: paper.pdf ?? null,
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
