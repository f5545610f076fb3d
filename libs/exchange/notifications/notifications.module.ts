import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { JobsModule } from '#exchange/jobs';
import { CONFIG, type Config } from '#platform/config';
import { loadMasterKey, Vault } from '#platform/vault';
import { Mails } from './mails.ts';

/** The vault over the master keys: what was sealed under an earlier key still opens. */
function openVault({ masterKey, previousMasterKeys, home }: Config): Vault {
  const value = masterKey === undefined ? undefined : [masterKey, ...previousMasterKeys].join(',');
  return new Vault(loadMasterKey({ value, file: join(home, 'master.key') }).keys);
}

/** Telling people. Stands below everything that has something to tell: it knows recipients and texts, no features. */
@Module({
  imports: [JobsModule],
  providers: [Mails, { provide: Vault, useFactory: openVault, inject: [CONFIG] }],
  exports: [Mails],
})
export class NotificationsModule {}
