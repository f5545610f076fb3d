import { createHash } from 'node:crypto';
import { context, newKey, VaultError } from '#platform/vault';
import { CHUNK_BYTES, decryptChunks, encryptChunks, encryptedLength } from './chunked.ts';
import type { ByteRange, ReadSealed } from './chunked.ts';

const place = { purpose: 'evidence', organizationId: 'org-a', id: 'file-1', version: 1 };
const about = context(place);
const key = newKey();
const SEALED_CHUNK = CHUNK_BYTES + 16;

const pattern = (length: number) => Buffer.from(Array.from({ length }, (_, i) => 7 * i + Math.floor(i / 256)));

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Hands the stored bytes out in small uneven pieces, as a socket or a disk would. */
function readFrom(bytes: Buffer, piece = 5_000): ReadSealed {
  return async function* ({ start, end = bytes.length }: ByteRange) {
    for (let at = start; at < end; at += piece) yield bytes.subarray(at, Math.min(end, at + piece));
  };
}

const encrypt = (plain: Buffer) =>
  all(encryptChunks(key, about, readFrom(plain, 3_333)({ start: 0 }) as AsyncIterable<Buffer>));
const decrypt = (sealed: Buffer, range?: ByteRange) => all(decryptChunks(key, about, readFrom(sealed), range));

describe('the format', () => {
  // Made with an independent implementation of the specification (Python, pyca/cryptography: HKDFExpand and AESGCM).
  const knownKey = Buffer.from(Array.from({ length: 32 }, (_, i) => 100 + i));
  const salt = Buffer.from(Array.from({ length: 24 }, (_, i) => i));
  it.each([
    [0, '329da3dd2c7f1bf9992f440d90b0bde68f9550a74380bc947840f5e17071141e'],
    [1, '771cec029aebd3ef0da85d342c3888a55029b1d9c752a281a25b6eae0bf4dd67'],
    [16_383, '3af04afaafba4eb7f3215e9e9ef695448f96e4f50b0613f4fbb2529d7a25ff94'],
    [16_384, '4334d5ddd7bfe3f8c826e6be32da0be65e2b3fc699a7281862d0642039444dd0'],
    [16_385, 'adab8f53c90348464bc9f7b6481b4f07bff8f20a1b33ab0a49ca562eecdc9b02'],
    [40_000, '0a746f4b4fafd6e99f36b71396f5df22f0b0f620967d79a70b2caafccbd4da22'],
  ])('is the published one: %i bytes', async (length, sha256) => {
    const sealed = await all(encryptChunks(knownKey, about, [pattern(length)], salt));
    expect(sealed).toHaveLength(encryptedLength(length));
    expect(createHash('sha256').update(sealed).digest('hex')).toBe(sha256);
  });

  it('spells out a short message', async () => {
    const sealed = await all(encryptChunks(knownKey, about, [Buffer.from('warifu')], salt));
    expect(sealed.toString('hex')).toBe(
      '000102030405060708090a0b0c0d0e0f1011121314151617f6e1a2027ca3aa9b8579bd3dda0b5483cfb5a8d8ae155908d91522d8fac2dc17' +
        '88c7a3af27fd2de45f16d969cbd3c70ab8539f27700d',
    );
  });
});

describe('a round trip', () => {
  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000])(
    '%i bytes',
    async (length) => {
      const plain = pattern(length);
      expect((await decrypt(await encrypt(plain))).equals(plain)).toBe(true);
    },
  );

  it('never gives the same bytes twice', async () => {
    const [one, two] = [await encrypt(pattern(100)), await encrypt(pattern(100))];
    expect(one.equals(two)).toBe(false);
  });

  it('starts and stops anywhere', async () => {
    const plain = pattern(3 * CHUNK_BYTES + 500);
    const sealed = await encrypt(plain);
    const edges = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES, plain.length];
    for (const start of edges) {
      expect((await decrypt(sealed, { start })).equals(plain.subarray(start))).toBe(true);
      for (const end of edges.filter((edge) => edge >= start)) {
        expect((await decrypt(sealed, { start, end })).equals(plain.subarray(start, end))).toBe(true);
      }
    }
  });

  it('reads only the chunks a range needs', async () => {
    const sealed = await encrypt(pattern(10 * CHUNK_BYTES));
    let served = 0;
    const counting: ReadSealed = async function* (range) {
      for await (const piece of await readFrom(sealed)(range)) {
        served += piece.length;
        yield piece;
      }
    };
    await all(decryptChunks(key, about, counting, { start: 5 * CHUNK_BYTES, end: 5 * CHUNK_BYTES + 10 }));
    expect(served).toBeLessThan(2 * SEALED_CHUNK);
  });
});

describe('what is refused', () => {
  const plain = pattern(4 * CHUNK_BYTES + 100);
  let sealed: Buffer;
  let chunk: (number: number) => Buffer;
  beforeAll(async () => {
    sealed = await encrypt(plain);
    chunk = (number) => sealed.subarray(56 + number * SEALED_CHUNK, 56 + (number + 1) * SEALED_CHUNK);
  });
  const header = () => sealed.subarray(0, 56);

  it('a flipped byte anywhere: in salt, commitment, each chunk and each tag', async () => {
    const spots = [
      0,
      23,
      24,
      55,
      56,
      56 + CHUNK_BYTES,
      55 + SEALED_CHUNK,
      56 + SEALED_CHUNK,
      sealed.length - 17,
      sealed.length - 1,
    ];
    for (const spot of spots) {
      const forged = Buffer.from(sealed);
      forged.writeUInt8(forged.readUInt8(spot) ^ 0x80, spot);
      await expect(decrypt(forged)).rejects.toThrow(VaultError);
    }
  });

  it('a cut-off end, at a chunk boundary and elsewhere', async () => {
    const cuts = [
      0,
      10,
      56,
      56 + 15,
      56 + SEALED_CHUNK,
      56 + 4 * SEALED_CHUNK,
      56 + 4 * SEALED_CHUNK + 15,
      sealed.length - 1,
    ];
    for (const cut of cuts) await expect(decrypt(sealed.subarray(0, cut))).rejects.toThrow(VaultError);
  });

  it('chunks in another order, twice, left out or added', async () => {
    const chunks = [0, 1, 2, 3, 4].map((number) => chunk(number));
    const [a, b, c, d, end] = chunks as [Buffer, Buffer, Buffer, Buffer, Buffer];
    const forgeries = [
      [b, a, c, d, end],
      [a, a, c, d, end],
      [a, b, c, end],
      [a, b, c, d, d, end],
      [a, b, c, d, end, end],
      [end],
    ];
    for (const forged of forgeries) {
      await expect(decrypt(Buffer.concat([header(), ...forged]))).rejects.toThrow(VaultError);
    }
    expect((await decrypt(Buffer.concat([header(), ...chunks]))).equals(plain)).toBe(true);
  });

  it('a chunk of another file under the same key', async () => {
    const other = await encrypt(plain);
    const mixed = Buffer.concat([header(), other.subarray(56, 56 + SEALED_CHUNK), sealed.subarray(56 + SEALED_CHUNK)]);
    await expect(decrypt(mixed)).rejects.toThrow(VaultError);
  });

  it('another key and another place', async () => {
    await expect(all(decryptChunks(newKey(), about, readFrom(sealed)))).rejects.toThrow(VaultError);
    const moved = context({ ...place, organizationId: 'org-b' });
    await expect(all(decryptChunks(key, moved, readFrom(sealed)))).rejects.toThrow(VaultError);
  });

  it('and nothing leaves before its tag was checked', async () => {
    const forged = Buffer.from(sealed);
    const spot = 56 + 2 * SEALED_CHUNK + 5;
    forged.writeUInt8(forged.readUInt8(spot) ^ 1, spot);
    const out: Buffer[] = [];
    const reading = (async () => {
      for await (const piece of decryptChunks(key, about, readFrom(forged))) out.push(piece);
    })();
    await expect(reading).rejects.toThrow(VaultError);
    expect(Buffer.concat(out).equals(plain.subarray(0, 2 * CHUNK_BYTES))).toBe(true);
  });
});
