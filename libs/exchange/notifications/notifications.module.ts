import { Module } from '@nestjs/common';
import { JobsModule } from '#exchange/jobs';
import { Mails } from './mails.ts';

/** Telling people. Stands below everything that has something to tell: it knows recipients and texts, no features. */
@Module({ imports: [JobsModule], providers: [Mails], exports: [Mails] })
export class NotificationsModule {}
