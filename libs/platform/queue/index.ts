export { openQueue, type QueueBackend } from './backend.ts';
export { type Pace, type Running, startWork } from './work.ts';
export { repeat } from './repeat.ts';
export { migrateQueue } from './migrate-queue.ts';
export { hopeless } from './hopeless.ts';
export { Relay } from './relay.ts';
export type { FoundJob, Handler, JobStore, Message } from './job-store.ts';
