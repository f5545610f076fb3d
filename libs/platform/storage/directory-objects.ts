import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { assertObjectId, ObjectMissing } from './stored-objects.ts';
import type { StoredObjects, StoredRange } from './stored-objects.ts';

/**
 * Objects as files of one directory: `ab/ab12…` by the first two digits of the id, directories 0700, files 0600.
 *
 * A write goes to `incoming/`, is synced, and only then gets its name, so that a crash leaves no half object under it.
 */
export class DirectoryObjects implements StoredObjects {
  constructor(private readonly root: string) {}

  async put(id: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.path(id);
    const incoming = join(this.root, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = join(incoming, `${id}.${randomBytes(6).toString('hex')}`);
    try {
      await writeSynced(temporary, bytes);
      // A rename would replace silently. Ids are random, so this catches a mistake, not a race.
      if (await this.exists(id)) throw new Error(`Stored object ${id} is there already`);
      await rename(temporary, path);
      await syncDirectory(dirname(path));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async get(id: string, { start, end }: StoredRange = { start: 0 }): Promise<AsyncIterable<Uint8Array>> {
    const handle = await open(this.path(id), 'r').catch((error: unknown) => {
      throw isMissing(error) ? new ObjectMissing(id, { cause: error }) : error;
    });
    if (end !== undefined && end <= start) {
      await handle.close();
      return Readable.from([]);
    }
    // The stream counts its end inclusively; it closes the handle when it is read, failed or destroyed.
    return handle.createReadStream(end === undefined ? { start } : { start, end: end - 1 });
  }

  async exists(id: string): Promise<boolean> {
    return access(this.path(id)).then(
      () => true,
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw error;
      },
    );
  }

  async delete(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  close(): void {
    // Nothing is held open between calls.
  }

  /** Makes the directory, and refuses to start on a file or a place that cannot be written. */
  async prepare(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    if (!(await stat(this.root)).isDirectory()) throw new Error(`${this.root} is not a directory`);
    const probe = join(this.root, `probe.${randomBytes(6).toString('hex')}`);
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe);
  }

  private path(id: string): string {
    assertObjectId(id);
    return join(this.root, id.slice(0, 2), id);
  }
}

async function writeSynced(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of bytes) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a new name survive a power cut. Windows cannot open a directory and does not need it. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
