export { OutboxMessage } from './outbox-message.entity.ts';
export type { JobHandlers, JobName, Jobs } from './jobs.ts';
export { JobsModule } from './jobs.module.ts';
export { Outbox } from './outbox.ts';
