import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { turn } from './turns.ts';

interface ThreadLimits {
  /** JavaScript heap the thread may fill. Buffers do not count: a thread that makes large ones bounds them itself. */
  readonly memoryMb: number;
  /** Wall time from its start, not counting the wait for a turn. */
  readonly timeoutMs: number;
}

/** The thread did not come to an answer; the process and everything else in it are unharmed. */
export class ThreadStopped extends Error {
  override readonly name = 'ThreadStopped';

  constructor(
    readonly why: 'time' | 'memory' | 'crash',
    options?: ErrorOptions,
  ) {
    super(`A worker thread was stopped: ${why}`, options);
  }
}

/**
 * Runs one task in a fresh worker thread and returns the first message it posts. For work on hostile input: whatever
 * the input does, it can spend the given time and memory and no more. Rejects with {@link ThreadStopped}.
 *
 * `module` is the worker's file without its extension, e.g. `new URL('./stamp-worker', import.meta.url)`: `.js` in
 * built code, `.ts` when running from source. The worker reads `workerData`, posts one message and ends.
 */
export async function runInThread<Result>(module: URL, task: unknown, limits: ThreadLimits): Promise<Result> {
  const done = await turn();
  try {
    return await start<Result>(module, task, limits);
  } finally {
    done();
  }
}

async function start<Result>(module: URL, task: unknown, { memoryMb, timeoutMs }: ThreadLimits): Promise<Result> {
  const worker = new Worker(
    ...entry(module, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
      // No credentials and no settings for code that handles somebody else's bytes.
      env: {},
      stdin: false,
      stdout: true,
      stderr: true,
    }),
  );
  // A library that warns about every broken object must not fill our log; the streams have to be drained all the same.
  worker.stdout.resume();
  worker.stderr.resume();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      timer = setTimeout(() => reject(new ThreadStopped('time')), timeoutMs);
      worker.once('message', resolve);
      worker.once('messageerror', (cause) => reject(new ThreadStopped('crash', { cause })));
      worker.once('error', (cause) => reject(new ThreadStopped(isOutOfMemory(cause) ? 'memory' : 'crash', { cause })));
      worker.once('exit', () => reject(new ThreadStopped('crash')));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

type WorkerArguments = ConstructorParameters<typeof Worker>;

function entry(module: URL, options: WorkerArguments[1] & object): WorkerArguments {
  const path = fileURLToPath(module);
  if (!import.meta.url.endsWith('.ts')) return [`${path}.js`, options];
  const hooks = new URL('./from-source.mjs', import.meta.url).href;
  return [`${path}.ts`, { ...options, execArgv: ['--conditions=source', '--import', hooks] }];
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
