export { OutboxMessage } from './outbox-message.entity.ts';
