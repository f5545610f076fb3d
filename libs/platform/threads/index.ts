export { runInThread, ThreadStopped } from './run-in-thread.ts';
export type { ThreadLimits } from './run-in-thread.ts';
