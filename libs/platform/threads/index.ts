export { runInThread, ThreadStopped } from './run-in-thread.ts';
