import { createHash, randomBytes } from 'node:crypto';
import { FileRefused, Measuring, receive, sha256Of } from './index.ts';

async function* pieces(count: number, size = 1000, seen: { count: number } = { count: 0 }) {
  for (let i = 0; i < count; i++) {
    seen.count++;
    yield randomBytes(size);
  }
}

describe('receiving', () => {
  it('hashes and counts what passes, unchanged', async () => {
    const bytes = randomBytes(10_000);
    const got = await receive(
      (async function* () {
        yield bytes.subarray(0, 1);
        yield bytes.subarray(1);
      })(),
    );
    expect(got.bytes.equals(bytes)).toBe(true);
    expect(got).toMatchObject({ length: 10_000, sha256: createHash('sha256').update(bytes).digest('base64url') });
    expect(sha256Of(bytes)).toBe(got.sha256);
  });

  it('stops at the limit while receiving: an endless upload is not read on', async () => {
    const seen = { count: 0 };
    await expect(receive(pieces(Number.POSITIVE_INFINITY, 1000, seen), 50_000)).rejects.toMatchObject({
      reason: 'too-large',
      field: 'file',
    });
    expect(seen.count).toBe(51);
  });

  it('takes exactly the limit', async () => {
    expect((await receive(pieces(50), 50_000)).length).toBe(50_000);
    await expect(receive(pieces(51), 50_999)).rejects.toThrow(FileRefused);
  });

  it('knows no hash of half a file', async () => {
    const measuring = new Measuring(pieces(3));
    expect(() => measuring.measured).toThrow();
    for await (const piece of measuring) {
      expect(piece).toHaveLength(1000);
      break;
    }
    expect(() => measuring.measured).toThrow();
  });
});
