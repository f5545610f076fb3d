import { Injectable } from '@nestjs/common';
import type { EvidenceList, PdfState } from '#contracts/evidence';
import type { Actor } from '#exchange/access';
import { Outbox } from '#exchange/jobs';
import { Ledger } from '#exchange/ledger';
import { cutPage, Database, idPart, parseCursor, type Tx } from '#platform/database';
import { alreadyDone, notFound } from '#platform/errors';
import { FileTurns } from './fair-turns.ts';
import { LooseObjects } from './loose-objects.ts';
import { mustFit } from './quotas.ts';
import { SealedFiles } from './sealed-files.ts';
import type { Upload } from './uploads.interceptor.ts';

/** A file as its owner sees it; `sha256` is base64url. */
export interface EvidenceRow {
  readonly id: string;
  readonly title: { readonly ja?: string; readonly en?: string };
  readonly kind: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly length: number;
  readonly sha256: Buffer;
  readonly pdf: PdfState | null;
  readonly scan: 'not-scanned' | 'clean' | 'infected' | 'unscannable';
  readonly issued: string | null;
  readonly expires: string | null;
  readonly uploaded_at: Date;
  readonly removed_at: Date | null;
  readonly published: boolean;
}

const columns = `
  select e.id, e.title, e.kind, e.file_name, e.media_type, e.length, e.sha256, e.pdf, e.scan, e.issued::text,
         e.expires::text, e.uploaded_at, e.removed_at,
         exists (select from edition_evidence n where n.evidence_id = e.id) as published
    from evidence e`;

/** A company's files: added, looked at, and removed. */
@Injectable()
export class EvidenceFiles {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly stored: SealedFiles,
    private readonly loose: LooseObjects,
    private readonly turns: FileTurns,
  ) {}

  /** Enters a file that was taken in. From here on its stored bytes have an owner. */
  async add(actor: Actor, upload: Upload): Promise<EvidenceRow> {
    return this.database.transaction(actor, async (tx) => {
      await mustFit(tx, actor, upload.length);
      await this.loose.adopt(tx, upload.storageKey);
      await insert(tx, actor, upload);
      const { kind } = upload.said;
      const detail = { kind, mediaType: upload.mediaType, length: upload.length };
      await this.ledger.append(tx, actor, { event: 'evidence.added', subjectId: upload.id, detail });
      return one(tx, actor, upload.id);
    });
  }

  /** Newest first. */
  async page(actor: Actor, { kind, removed, cursor, limit }: EvidenceList) {
    const [before] = parseCursor(cursor, [idPart]) ?? [null];
    const rows: EvidenceRow[] = await this.database.transaction(actor, (tx) =>
      tx.query(
        `${columns} where e.organization_id = $1 and ($2::uuid is null or e.id < $2)
            and ($3::text is null or e.kind = $3) and ($4 or e.removed_at is null)
          order by e.id desc limit $5`,
        [actor.organizationId, before, kind ?? null, removed, limit + 1],
      ),
    );
    return cutPage(rows, limit, (row) => [row.id]);
  }

  /** @throws Refusal `not-found` for another company's, and for one whose bytes were destroyed */
  async one(actor: Actor, id: string): Promise<EvidenceRow> {
    return this.database.transaction(actor, (tx) => one(tx, actor, id));
  }

  /** The original, for its own company. */
  async content(actor: Actor, id: string) {
    return this.turns.downloads.run(actor.organizationId, async () => {
      const { file_name: name, media_type: mediaType } = await this.one(actor, id);
      return { name, mediaType, bytes: await this.stored.get({ organizationId: actor.organizationId, id }) };
    });
  }

  /**
   * Takes a file out of the draft. A published edition that names it keeps naming and showing it; where there is none,
   * `collect` destroys the file.
   */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(actor, async (tx) => {
      // Nobody saves an answer that names this file while it is being removed.
      await tx.query(`select from profiles where organization_id = $1 for update`, [actor.organizationId]);
      const [removed] = await tx.query(
        `update evidence set removed_at = app_now() where id = $1 and organization_id = $2 and removed_at is null
         returning 1`,
        [id, actor.organizationId],
      );
      if (removed.length === 0) {
        await one(tx, actor, id);
        throw alreadyDone('This file has been removed already.');
      }
      const [taken] = await tx.query(`select take_evidence_from_drafts($1, $2, $3) as answers`, [
        actor.organizationId,
        id,
        actor.memberId ?? actor.serviceAccountId,
      ]);
      await this.ledger.append(tx, actor, { event: 'evidence.removed', subjectId: id, detail: taken });
      await this.outbox.put(tx, 'evidence.collect', { evidenceId: id });
    });
  }

  /** Destroys a removed file that no edition names: its key with its row, then its bytes. Running twice is once. */
  async collect(evidenceId: string): Promise<void> {
    const [{ owner }] = await this.database.asSystem(null, (tx) =>
      tx.query(`select evidence_owner($1) as owner`, [evidenceId]),
    );
    if (owner === null) return;
    const storageKey = await this.database.asSystem(owner, async (tx) => {
      const [rows]: [{ storage_key: string }[], number] = await tx.query(
        `delete from evidence e where e.id = $1 and e.organization_id = $2 and e.removed_at is not null
            and not exists (select from edition_evidence n where n.evidence_id = e.id) returning e.storage_key`,
        [evidenceId, owner],
      );
      if (rows[0]) await this.loose.add(tx, rows[0].storage_key);
      return rows[0]?.storage_key;
    });
    if (storageKey !== undefined) await this.loose.discard(storageKey);
  }
}

async function one(tx: Tx, { organizationId }: Actor, id: string): Promise<EvidenceRow> {
  const [row] = await tx.query(`${columns} where e.id = $1 and e.organization_id = $2`, [id, organizationId]);
  if (!row) throw notFound('Evidence');
  return row;
}

async function insert(tx: Tx, actor: Actor, upload: Upload) {
  const { title, kind, issued, expires } = upload.said;
  await tx.query(
    `insert into evidence (id, organization_id, title, kind, file_name, media_type, length, sha256, storage_key,
                           wrapped_key, pdf, issued, expires, uploaded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      upload.id,
      actor.organizationId,
      JSON.stringify(title),
      kind,
      upload.fileName,
      upload.mediaType,
      upload.length,
      Buffer.from(upload.sha256, 'base64url'),
      upload.storageKey,
      upload.wrappedKey,
      upload.pdf,
      issued ?? null,
      expires ?? null,
      actor.memberId ?? actor.serviceAccountId,
    ],
  );
}
