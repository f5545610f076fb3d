export { mailKinds, type MailKind, Mail } from './mail.entity.ts';
export { Mails, type NewMail } from './mails.ts';
export { NotificationsModule } from './notifications.module.ts';
