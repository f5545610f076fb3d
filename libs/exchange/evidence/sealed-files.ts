import { Inject, Injectable, Logger } from '@nestjs/common';
import { CompanyVault } from '#exchange/keys';
import { Database } from '#platform/database';
import { tryAgain } from '#platform/errors';
import { newObjectId, type StoredObjects } from '#platform/storage';
import { context, type SealContext } from '#platform/vault';
import { decryptChunks, encryptChunks } from './chunked.ts';
import { LooseObjects } from './loose-objects.ts';
import { EVIDENCE_OBJECTS } from './objects.ts';
import { sha256Of } from './receive.ts';

/** Whose file it is and which: both are bound into its key and its bytes. */
interface FileOf {
  readonly organizationId: string;
  readonly id: string;
}

/** Where an encrypted file lies, and its own key, wrapped by the company's. */
export interface SealedFile {
  readonly storageKey: string;
  readonly wrappedKey: Buffer;
}

/** Files on their way into the store and out of it: encrypted there, and the same as they came in or not given at all. */
@Injectable()
export class SealedFiles {
  private readonly log = new Logger('evidence');

  constructor(
    private readonly database: Database,
    private readonly vault: CompanyVault,
    private readonly loose: LooseObjects,
    @Inject(EVIDENCE_OBJECTS) private readonly objects: StoredObjects,
  ) {}

  /**
   * Encrypts a file under a key made for it alone and stores it under a name of ours. The object is loose until
   * somebody adopts it. @throws Refusal `try-again` when the store cannot take it
   */
  async put(file: FileOf, bytes: Uint8Array): Promise<SealedFile> {
    const storageKey = newObjectId();
    const about = placeOf(file);
    const company = await this.database.asSystem(file.organizationId, (tx) =>
      this.vault.wrappedKey(tx, file.organizationId),
    );
    await this.loose.expect(storageKey);
    return this.vault.openWith(file.organizationId, company, async (vault) => {
      const wrappedKey = vault.newWrappedKey(about);
      await vault.withKey(wrappedKey, about, (key) =>
        this.objects.put(storageKey, encryptChunks(key, about, [bytes])).catch((error: unknown) => {
          throw this.failed('evidence could not be stored', file, error);
        }),
      );
      return { storageKey, wrappedKey };
    });
  }

  /**
   * The original. Its hash is compared with the one of the day it came in before a single byte is given.
   * @throws Refusal `try-again` when it is missing, changed, or cannot be opened; the log says which
   */
  async get(file: FileOf): Promise<Buffer> {
    const row = await this.rowOf(file);
    const about = placeOf(file);
    try {
      const bytes = await this.vault.openWith(file.organizationId, row.company, (vault) =>
        vault.withKey(row.wrapped_key, about, (key) =>
          collect(decryptChunks(key, about, (range) => this.objects.get(row.storage_key, range))),
        ),
      );
      if (sha256Of(bytes) !== row.sha256.toString('base64url')) throw new Error('The stored file is another one.');
      return bytes;
    } catch (error) {
      throw this.failed('evidence cannot be served', file, error);
    }
  }

  private async rowOf({ organizationId, id }: FileOf): Promise<Row> {
    const [row] = await this.database.asSystem(organizationId, (tx) =>
      tx.query(
        `select e.storage_key, e.wrapped_key, e.sha256, k.wrapped as company
           from evidence e join company_keys k on k.organization_id = e.organization_id
          where e.id = $1 and e.organization_id = $2`,
        [id, organizationId],
      ),
    );
    if (!row) throw tryAgain(new Error('The file was destroyed in this very moment.'));
    return row;
  }

  private failed(what: string, { id }: FileOf, error: unknown) {
    this.log.error({ msg: what, evidenceId: id, err: error });
    return tryAgain(error);
  }
}

interface Row {
  readonly storage_key: string;
  readonly wrapped_key: Buffer;
  readonly sha256: Buffer;
  readonly company: Buffer;
}

/** A file's key and bytes open for this company and this row only. */
function placeOf({ organizationId, id }: FileOf): SealContext {
  return context({ purpose: 'evidence', organizationId, id, version: 1 });
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}
