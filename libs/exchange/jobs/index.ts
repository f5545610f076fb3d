export { checkedHandlers } from './checked-handlers.ts';
export { OutboxMessage } from './outbox-message.entity.ts';
export { type JobHandlers, type JobName, jobPayloads } from './jobs.ts';
export { JobsModule } from './jobs.module.ts';
export { Outbox } from './outbox.ts';
export { WaitingJobs } from './waiting-jobs.ts';
