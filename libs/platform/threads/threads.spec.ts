import { runInThread, ThreadStopped } from './index.ts';

const misbehave = new URL('../../../test/workers/misbehave', import.meta.url);
const limits = { memoryMb: 64, timeoutMs: 30_000 };
const run = (what: string, more = {}) => runInThread(misbehave, { do: what }, { ...limits, ...more });

describe('runInThread', () => {
  it('gives the answer of the thread, which sees nothing of our environment', async () => {
    expect(await run('answer')).toEqual({ echo: { do: 'answer' }, environment: [] });
  });

  it.each([
    ['spin', 'time', { timeoutMs: 1_500 }],
    ['fill', 'memory', {}],
    ['recurse', 'crash', {}],
    ['throw', 'crash', {}],
    ['leave', 'crash', {}],
  ])('stops a thread that does this: %s', async (what, why, more) => {
    await expect(run(what, more)).rejects.toMatchObject({ name: 'ThreadStopped', why });
  });

  it('keeps a missing worker file from looking like an answer', async () => {
    await expect(runInThread(new URL('./nothing-here', import.meta.url), {}, limits)).rejects.toThrow(ThreadStopped);
  });

  it('lets many wait for their turn', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => run('answer')));
    expect(answers).toHaveLength(6);
  });
});
