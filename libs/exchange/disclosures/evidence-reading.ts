import { Injectable } from '@nestjs/common';
import type { PdfState } from '#contracts/evidence';
import { downloadName, FileTurns, kindOfMediaType, type OutgoingFile, SealedFiles, stampPdf } from '#exchange/evidence';
import { Database } from '#platform/database';
import { conflict } from '#platform/errors';
import { copyUnder, undeliverable } from './delivery.ts';
import { type Opened, Opening } from './opening.ts';

export interface EvidenceAsk {
  readonly token: string | undefined;
  readonly grantId: string;
  readonly evidenceId: string;
  readonly requestId: string;
  /** The company that asks, as the guard knows it: whose turn it is. The grant is opened by the token, not by this. */
  readonly callerId: string;
}

/** A file for a reader; a stamped copy names the original it was made of. */
interface DeliveredFile extends OutgoingFile {
  /** SHA-256 of the original, base64url, as it stands in the signed disclosure. */
  readonly renditionOf?: string;
}

interface Row {
  readonly title: { readonly ja?: string; readonly en?: string };
  readonly mediaType: string;
  readonly pdf: PdfState | null;
  readonly sha256: Buffer;
}

interface Reader {
  readonly record_id: string;
  readonly at: Date;
  readonly organization: string;
  readonly time_zone: string;
  readonly name: string;
}

/** The files of a granted edition: the grant is opened first, so that every delivery has its access record. */
@Injectable()
export class EvidenceReading {
  constructor(
    private readonly opening: Opening,
    private readonly database: Database,
    private readonly files: SealedFiles,
    private readonly turns: FileTurns,
  ) {}

  /** @throws Refusal `not-deliverable` naming why there is no copy; `too-many-requests` when the caller has too many waiting */
  async copy(ask: EvidenceAsk): Promise<DeliveredFile> {
    return this.turns.downloads.run(ask.callerId, async () => {
      const opened = await this.open(ask);
      const file = await this.fileOf(opened);
      const how = copyUnder(opened, file);
      if (how === 'as-it-is') return this.asItIs(opened, file);
      if (how !== 'stamped') throw undeliverable(how, originalOf(ask, opened));
      return this.stamped(ask, opened, file);
    });
  }

  /** The original, byte for byte, where the grant includes originals. */
  async original(ask: EvidenceAsk): Promise<DeliveredFile> {
    return this.turns.downloads.run(ask.callerId, async () => {
      const opened = await this.open(ask);
      if (!opened.originals) throw undeliverable('originals-not-granted');
      return this.asItIs(opened, await this.fileOf(opened));
    });
  }

  private async open({ token, grantId, evidenceId, requestId }: EvidenceAsk): Promise<Opened> {
    const opened = await this.opening.open({
      token,
      grantId,
      reading: 'disclosure.evidence-read',
      evidenceId,
      requestId,
    });
    if (opened.content === null) throw conflict('This edition was withdrawn. Its evidence is not shown any more.');
    return opened;
  }

  private async asItIs(opened: Opened, { title, mediaType }: Row): Promise<DeliveredFile> {
    return { name: nameOf(title, mediaType), mediaType, bytes: await this.bytesOf(opened) };
  }

  private async stamped(ask: EvidenceAsk, opened: Opened, { title, mediaType, sha256 }: Row): Promise<DeliveredFile> {
    const { organization, name, at, time_zone: timeZone, record_id: recordId } = await this.readerOf(ask, opened);
    const made = await stampPdf(await this.bytesOf(opened), { organization, person: name, at, timeZone, recordId });
    if (!made.stamped) throw undeliverable(made.reason, originalOf(ask, opened));
    const renditionOf = sha256.toString('base64url');
    return { name: nameOf(title, mediaType, '閲覧用'), mediaType, bytes: made.bytes, renditionOf };
  }

  /** Of the title and not of the file's own name: the title is what the company signed and disclosed. */
  private async fileOf({ grantor_id: grantorId, content }: Opened): Promise<Row> {
    const [row] = await this.database.asSystem(grantorId, (tx) =>
      tx.query(
        `select title, media_type as "mediaType", pdf, sha256 from evidence where id = $1 and organization_id = $2`,
        [content as string, grantorId],
      ),
    );
    return row;
  }

  private bytesOf({ grantor_id: organizationId, content }: Opened): Promise<Buffer> {
    return this.files.get({ organizationId, id: content as string });
  }

  /** Who is reading, from the record that was just written: what the stamp says is what the record says. */
  private async readerOf({ grantId, requestId }: EvidenceAsk, { asker_id: askerId }: Opened): Promise<Reader> {
    const [row] = await this.database.asSystem(askerId, (tx) => tx.query(reader, [grantId, requestId]));
    return row;
  }
}

const reader = `
  select l.id as record_id, l.at, coalesce(o.names->>'ja', o.names->>'en') as organization, o.time_zone,
         coalesce(p.name, a.name) as name
    from ledger_entries l
    join organizations o on o.id = l.counterparty_id
    left join members m on m.id = l.member_id
    left join people p on p.id = m.person_id
    left join service_accounts a on a.id = l.service_account_id
   where l.grant_id = $1 and l.request_id = $2 order by l.id desc limit 1`;

const nameOf = ({ ja, en }: Row['title'], mediaType: string, mark?: string) =>
  downloadName(ja ?? en ?? '', kindOfMediaType(mediaType), mark);

const originalOf = ({ grantId, evidenceId }: EvidenceAsk, { originals }: Opened) =>
  originals ? `/v1/grants/${grantId}/evidence/${evidenceId}/original` : undefined;
