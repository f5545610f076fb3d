import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { assertObjectId, ObjectMissing } from './stored-objects.ts';
import type { StoredObjects, StoredRange } from './stored-objects.ts';

/** An upload is one request of known length; larger objects would need multipart, which no file of ours does. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Place {
  readonly bucket: string;
  /** Put before every id, without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** For stores other than AWS; then the bucket goes into the path. */
  readonly endpoint?: string;
}

/** Objects in an S3 bucket or anything that speaks its protocol. S3 shows an object only when it is complete. */
export class S3Objects implements StoredObjects {
  readonly #client: S3Client;

  constructor(
    private readonly place: S3Place,
    credentials: S3Credentials,
  ) {
    this.#client = new S3Client({
      region: place.region,
      credentials,
      ...(place.endpoint ? { endpoint: place.endpoint, forcePathStyle: true } : {}),
      // Newer default checksums are trailers that many S3-compatible stores refuse; our own tags protect the content.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(id: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const at = this.at(id);
    if (await this.exists(id)) throw new Error(`Stored object ${id} is there already`);
    const Body = await collect(bytes);
    await this.#client.send(
      new PutObjectCommand({ ...at, Body, ContentLength: Body.length, ContentType: 'application/octet-stream' }),
    );
  }

  async get(id: string, { start, end }: StoredRange = { start: 0 }): Promise<AsyncIterable<Uint8Array>> {
    const at = this.at(id);
    const empty = end !== undefined && end <= start;
    // The header counts its end inclusively. An empty range has no such form: ask for a byte, drop it, keep the errors.
    const Range = `bytes=${start}-${end === undefined ? '' : Math.max(start, end - 1)}`;
    const part = start > 0 || end !== undefined;
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(part ? { ...at, Range } : at));
      if (!(Body instanceof Readable)) throw new Error('The store answered without a body');
      if (!empty) return Body;
      Body.destroy();
      return Readable.from([]);
    } catch (error) {
      throw statusOf(error) === 404 ? new ObjectMissing(id, { cause: error }) : error;
    }
  }

  async exists(id: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadObjectCommand(this.at(id)));
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.at(id)));
  }

  /** Refuses to start on a bucket that is not there or not ours. */
  async prepare(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.place.bucket }));
  }

  close(): void {
    this.#client.destroy();
  }

  private at(id: string) {
    assertObjectId(id);
    const { bucket, prefix } = this.place;
    return { Bucket: bucket, Key: prefix ? `${prefix}/${id}` : id };
  }
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > MAX_OBJECT_BYTES) throw new RangeError(`A stored object has at most ${MAX_OBJECT_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
}
