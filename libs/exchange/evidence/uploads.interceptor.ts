import { type CallHandler, createParamDecorator, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import type { NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type NewEvidence, newEvidence, type PdfState } from '#contracts/evidence';
import type { Actor } from '#exchange/access';
import { coreCatalogue } from '#exchange/catalogues';
import { Database, uuid } from '#platform/database';
import { invalid, Refusal } from '#platform/errors';
import { parsed, takesFile } from '#platform/http';
import { downloadName } from './disposition.ts';
import { FileTurns } from './fair-turns.ts';
import { inspect } from './inspect.ts';
import { fileKinds } from './kinds.ts';
import { LooseObjects } from './loose-objects.ts';
import { mustFit } from './quotas.ts';
import { FileRefused, fileRefusals } from './refusals.ts';
import { SealedFiles, type SealedFile } from './sealed-files.ts';
import { readUploadForm } from './upload-form.ts';

/** A file that was received, looked at, encrypted and stored, and waits for its row. */
export interface Upload extends SealedFile {
  readonly id: string;
  readonly said: NewEvidence;
  /** The name it came with, made safe. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly length: number;
  readonly sha256: string;
  readonly pdf: PdfState | null;
}

type Asked = FastifyRequest & { user: Actor; upload?: Upload };

/** The upload that was taken in before the handler ran; on a route marked `@TakesFile`. */
export const CurrentUpload = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Asked>().upload,
);

/**
 * Takes a file in around the whole request, outside of every transaction: receiving 25 MB and looking at them takes
 * seconds, and a connection is not held that long. What the handler did not enter is gone when the request ends.
 */
@Injectable()
export class Uploads implements NestInterceptor {
  private readonly log = new Logger('evidence');

  constructor(
    private readonly database: Database,
    private readonly turns: FileTurns,
    private readonly files: SealedFiles,
    private readonly loose: LooseObjects,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Asked>();
    if (!takesFile(request)) return next.handle();
    return from(
      this.turns.uploads.run(request.user.organizationId, async () => {
        const upload = await this.takeIn(request);
        try {
          return await lastValueFrom(next.handle());
        } finally {
          await this.clearAway(upload);
        }
      }),
    );
  }

  private async takeIn(request: Asked): Promise<Upload> {
    const actor = request.user;
    await this.database.transaction(actor, (tx) => mustFit(tx, actor, 0));
    const upload = await this.received(request, actor);
    const { id: _id, storageKey: _key, wrappedKey: _wrapped, ...sent } = upload;
    request.upload = upload;
    // What an Idempotency-Key is bound to: the fields, and the file by its hash.
    request.body = sent;
    return upload;
  }

  private async received(request: FastifyRequest, { organizationId }: Actor): Promise<Upload> {
    try {
      const { fields, file } = await readUploadForm(request);
      const said = parsed(newEvidence, fields);
      if (!coreCatalogue().evidenceKinds.some(({ id }) => id === said.kind)) {
        throw invalid('/kind', 'not an evidence kind of the catalogue');
      }
      const { kind, pdf = null } = await inspect(file);
      const id = uuid();
      const sealed = await this.files.put({ organizationId, id }, file.bytes);
      const { mediaType } = fileKinds[kind];
      const { length, sha256 } = file;
      return { ...sealed, id, said, fileName: downloadName(file.name, kind), mediaType, length, sha256, pdf };
    } catch (error) {
      throw error instanceof FileRefused ? refusalOf(error) : error;
    }
  }

  /** Does nothing when a row owns the object by now. If it fails, the sweep does it later. */
  private async clearAway({ id, storageKey }: Upload) {
    await this.loose.discard(storageKey).catch((err: unknown) => {
      this.log.warn({ msg: 'a stored file without an owner was left to the sweep', evidenceId: id, err });
    });
  }
}

const pointers = { file: '/file', name: '/file/name', mediaType: '/file/mediaType' } as const;

function refusalOf({ reason, field, message }: FileRefused): Refusal {
  return new Refusal('file-refused', message, {
    errors: [{ pointer: pointers[field], detail: reason }],
    more: { field, reason, words: fileRefusals[reason] },
  });
}
