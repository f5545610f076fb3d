import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { newObjectId, ObjectMissing, openStorage } from './index.ts';
import type { StoredObjects } from './index.ts';
import { parseS3Url } from './open-storage.ts';

const S3rver = require('s3rver') as new (
  options: object,
) => {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
};

const folder = mkdtempSync(join(tmpdir(), 'warifu-storage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* stream(...pieces: Uint8Array[]) {
  yield* pieces;
}

async function* failing(piece: Uint8Array) {
  yield piece;
  throw new Error('the connection broke');
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const stores: [string, () => Promise<StoredObjects>, () => Promise<void>][] = [
  ['a directory', () => openStorage({ url: join(folder, 'objects') }), async () => {}],
  ...(() => {
    const server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: join(folder, 's3'),
      configureBuckets: [{ name: 'evidence' }],
    });
    const open = async () => {
      const { port } = await server.run();
      const endpoint = encodeURIComponent(`http://127.0.0.1:${port}`);
      return openStorage({ url: `s3://evidence/files/v1?region=us-east-1&endpoint=${endpoint}`, credentials });
    };
    return [['S3', open, () => server.close()] as [string, () => Promise<StoredObjects>, () => Promise<void>]];
  })(),
];

describe.each(stores)('stored objects in %s', (_, open, close) => {
  let store: StoredObjects;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(async () => {
    store.close();
    await close();
  });

  it('gives back what was put, also nothing and much', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('割符'), randomBytes(3_000_000)]) {
      const id = newObjectId();
      await store.put(id, stream(bytes.subarray(0, 10), bytes.subarray(10)));
      expect((await all(await store.get(id))).equals(bytes)).toBe(true);
      expect(await store.exists(id)).toBe(true);
    }
  });

  it('serves ranges, half-open', async () => {
    const id = newObjectId();
    await store.put(id, stream(Buffer.from('0123456789')));
    const range = async (start: number, end?: number) =>
      (await all(await store.get(id, end === undefined ? { start } : { start, end }))).toString();
    expect(await range(0)).toBe('0123456789');
    expect(await range(4)).toBe('456789');
    expect(await range(0, 2)).toBe('01'); // s3rver takes an inclusive end of 0 for no end at all
    expect(await range(3, 6)).toBe('345');
    expect(await range(9, 10)).toBe('9');
    expect(await range(8, 99)).toBe('89');
    expect(await range(5, 5)).toBe('');
  });

  it('names what is missing, and deletes it again without complaint', async () => {
    const id = newObjectId();
    expect(await store.exists(id)).toBe(false);
    await expect(store.get(id)).rejects.toThrow(ObjectMissing);
    await store.put(id, stream(Buffer.from('x')));
    await store.delete(id);
    await store.delete(id);
    expect(await store.exists(id)).toBe(false);
    await expect(store.get(id, { start: 0, end: 1 })).rejects.toThrow(ObjectMissing);
  });

  it('never replaces an object', async () => {
    const id = newObjectId();
    await store.put(id, stream(Buffer.from('first')));
    await expect(store.put(id, stream(Buffer.from('second')))).rejects.toThrow();
    expect((await all(await store.get(id))).toString()).toBe('first');
  });

  it('keeps nothing of an upload that broke', async () => {
    const id = newObjectId();
    await expect(store.put(id, failing(randomBytes(100_000)))).rejects.toThrow('the connection broke');
    expect(await store.exists(id)).toBe(false);
  });

  it.each(['../escape', 'A'.repeat(32), '', `${'0'.repeat(31)}/`, '社外秘.pdf', `${'0'.repeat(32)}\n`])(
    'takes only its own names, not %j',
    async (id) => {
      await expect(store.put(id, stream(Buffer.from('x')))).rejects.toThrow(TypeError);
      await expect(store.get(id)).rejects.toThrow(TypeError);
      await expect(store.delete(id)).rejects.toThrow(TypeError);
      await expect(store.exists(id)).rejects.toThrow(TypeError);
    },
  );
});

describe('the directory', () => {
  it('holds only our names, closed to others, and no leftovers', async () => {
    const root = join(folder, 'objects');
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const inside = relative(root, path);
      if (entry.isDirectory()) expect(inside).toMatch(/^([0-9a-f]{2}|incoming)$/);
      else expect(inside).toMatch(/^([0-9a-f]{2})\/\1[0-9a-f]{30}$/);
      expect(statSync(path).mode & 0o777).toBe(entry.isDirectory() ? 0o700 : 0o600);
    }
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  it('is refused when it is a file', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await expect(openStorage({ url: file })).rejects.toThrow(/must be a directory/);
  });
});

describe('an S3 URL', () => {
  it('is taken apart', () => {
    expect(parseS3Url('s3://evidence')).toEqual({ bucket: 'evidence', prefix: '', region: 'us-east-1' });
    expect(parseS3Url('s3://ev.jp-1/a/b/?region=ap-northeast-1&endpoint=http%3A%2F%2F127.0.0.1%3A9')).toEqual({
      bucket: 'ev.jp-1',
      prefix: 'a/b',
      region: 'ap-northeast-1',
      endpoint: 'http://127.0.0.1:9',
    });
  });

  it.each([
    's3:',
    's3://',
    's3://B_ad',
    's3://user:pw@evidence/x',
    's3://evidence?regoin=x',
    's3://evidence?endpoint=ftp://x',
  ])('is refused: %s', (url) => {
    expect(() => parseS3Url(url)).toThrow();
  });

  it('is refused without credentials, and over a bucket that is not there', async () => {
    await expect(openStorage({ url: 's3://evidence' })).rejects.toThrow(/access key/);
    const url = 's3://evidence?endpoint=http%3A%2F%2F127.0.0.1%3A9';
    await expect(openStorage({ url, credentials })).rejects.toThrow(/cannot be used/);
  });
});
