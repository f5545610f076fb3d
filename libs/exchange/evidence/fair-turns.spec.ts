import { Refusal } from '#platform/errors';
import { FairTurns } from './fair-turns.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to, and says that it began. */
function desk(turns: FairTurns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string, caller = name.slice(0, 1)) =>
    turns.run(caller, () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };
  return { begun, ask, end };
}

it('gives each caller their share, the next turn to whoever waits longest and may, and no more than all can bear', async () => {
  const { begun, ask, end } = desk(new FairTurns({ perCaller: 2, overall: 3, waiting: 9 }));
  const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => ask(name));
  await settled();
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end('b1');
  expect(begun.slice(3)).toEqual(['b2']); // a3 waits longer, but a has its share
  await end('a2');
  expect(begun.slice(4)).toEqual(['a3']);
  await end('a1');
  expect(begun.slice(5)).toEqual(['c1']);
  for (const name of ['a3', 'b2', 'c1']) await end(name);
  await Promise.all(all);
});

it('refuses a caller whose line is full, and only that one; work that fails gives its turn back', async () => {
  const { begun, ask, end } = desk(new FairTurns({ perCaller: 1, overall: 9, waiting: 1 }));
  const first = ask('a1');
  const second = ask('a2');
  await expect(ask('a3')).rejects.toThrow(Refusal);
  const other = ask('b1');
  await settled();
  expect(begun).toEqual(['a1', 'b1']);
  await end('a1');
  await end('a2');
  await end('b1');
  await Promise.all([first, second, other]);

  const turns = new FairTurns({ perCaller: 1, overall: 1, waiting: 0 });
  await expect(turns.run('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  await expect(turns.run('a', async () => 'done')).resolves.toBe('done');
});
