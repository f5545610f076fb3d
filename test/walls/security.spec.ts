import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

// test/security.md says which test proves each requirement. This holds it against the requirements and the tests.

const root = resolve(__dirname, '../..');

/** Every requirement that applies to a product of this kind (OWASP ASVS 5.0.0). */
const required = `
  1.1.1 1.1.2 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.9 1.2.10 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.10 1.3.11 1.3.12 1.4.2 1.5.1 1.5.2 1.5.3
  2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.3.5 2.4.1
  3.2.1 3.2.2 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2 3.5.3 3.5.8 3.7.2
  4.1.1 4.1.3 4.1.4 4.1.5 4.2.1 4.2.2 4.2.5
  5.1.1 5.2.1 5.2.2 5.2.3 5.2.4 5.2.5 5.2.6 5.3.1 5.3.2 5.3.3 5.4.1 5.4.2 5.4.3
  6.1.1 6.2.1 6.2.4 6.2.5 6.2.8 6.2.9 6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.3.8 6.4.1 6.4.3 6.5.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.4
  7.1.1 7.2.1 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.5 7.5.1 7.5.3 7.6.1
  8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.2.4 8.3.1 8.3.2 8.3.3 8.4.1 8.4.2
  9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3 9.2.4
  10.1.2 10.2.1 10.2.2 10.3.3 10.4.5 10.4.8 10.5.1 10.5.3 10.5.4
  11.1.1 11.1.2 11.2.1 11.2.2 11.2.4 11.2.5 11.3.2 11.3.3 11.3.4 11.4.1 11.4.2 11.5.1
  12.1.1 12.2.1 12.3.1 12.3.2
  13.1.1 13.1.2 13.1.3 13.2.2 13.2.4 13.3.1 13.4.2 13.4.5 13.4.6
  14.1.1 14.2.1 14.2.2 14.2.4 14.2.6 14.2.7 14.3.2
  15.1.2 15.2.1 15.2.2 15.2.3 15.3.1 15.3.2 15.3.3 15.3.5 15.3.6 15.3.7 15.4.2 15.4.3
  16.2.1 16.2.2 16.2.5 16.3.1 16.3.2 16.3.3 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3 16.5.4
`
  .trim()
  .split(/\s+/);

interface Row {
  readonly id: string;
  readonly reason?: string;
  readonly tests: readonly { readonly file: string; readonly words: string }[];
}

const rows: Row[] = readFileSync(join(root, 'test/security.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id, proven] = /^\| (\d+\.\d+\.\d+) \| (.*) \|$/.exec(line) ?? [];
    if (!id || !proven) return [];
    const reason = /^not yet due: (.+)$/.exec(proven)?.[1];
    if (reason) return [{ id, reason, tests: [] }];
    const tests = proven.split(' · ').map((one) => {
      const [, file, words] = /^`([^`]+)` (.+)$/.exec(one) ?? [];
      return { file: file ?? one, words: words ?? '' };
    });
    return [{ id, tests }];
  });

test('names every requirement once, and no other', () => {
  expect(rows.map(({ id }) => id)).toEqual(required);
});

test('every file it names is there, and holds the words or the id', () => {
  const wrong = rows.flatMap(({ id, tests }) =>
    tests.flatMap(({ file, words }) => {
      if (words === '' || !existsSync(join(root, file))) return [`${id}: ${file} ${words}`];
      return readFileSync(join(root, file), 'utf8').includes(words) ? [] : [`${id}: ${file} does not hold "${words}"`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('what is not yet due says why in a sentence, and what is due has a test', () => {
  for (const { id, reason, tests } of rows) {
    expect([id, tests.length > 0 || /^[A-Z].{20,}\.$/.test(reason ?? '')]).toEqual([id, true]);
  }
});

const checklist = join(process.env.WARIFU_TEST_DATA ?? join(root, '../shared/data'), '../security-checklist.md');
const outside = existsSync(checklist);
(outside ? test : test.skip)('the requirements are those of the checklist (security-checklist.md)', () => {
  const listed = [...readFileSync(checklist, 'utf8').matchAll(/^\| (\d+\.\d+\.\d+) \|/gm)].map(([, id]) => id);
  expect(required).toEqual(listed);
});
