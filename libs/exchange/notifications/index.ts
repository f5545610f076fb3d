export { mailKinds, type MailKind, Mail } from './mail.entity.ts';
