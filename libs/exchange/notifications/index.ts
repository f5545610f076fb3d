export { Mail } from './mail.entity.ts';
export { Mails } from './mails.ts';
export { NotificationsModule } from './notifications.module.ts';
