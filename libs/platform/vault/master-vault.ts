import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '#platform/config';
import { loadMasterKey } from './master-key.ts';
import { context } from './seal-context.ts';
import { Vault } from './vault.ts';

/** The vault of the exchange itself, under the master key of the configuration or of the file in its home. */
@Injectable()
export class MasterVault extends Vault implements OnApplicationShutdown {
  constructor(@Inject(CONFIG) config: Pick<Config, 'home' | 'masterKey' | 'previousMasterKeys'>) {
    const value = config.masterKey && [config.masterKey, ...config.previousMasterKeys].join(' ');
    const file = join(config.home, 'master.key');
    const { keys, origin } = loadMasterKey({ value, file });
    super(keys);
    for (const key of keys) key.fill(0);
    if (origin === 'created') {
      new Logger('vault').warn(
        `A master key was made in ${file}. If it is lost, stored keys and evidence can never be read again.`,
      );
    }
  }

  onApplicationShutdown() {
    this.close();
  }
}

/** Where values sealed under the master key live. Rotation opens them there and seals them there again. */
export const masterPlaces = {
  companyKey: (organizationId: string) =>
    context({ purpose: 'company-key', organizationId, id: organizationId, version: 1 }),
  exchangeKey: (kid: string) => context({ purpose: 'exchange-key', organizationId: 'exchange', id: kid, version: 1 }),
  /** The secret of a link in a mail that was not sent yet. */
  mail: (mailId: string) => context({ purpose: 'mail-link', organizationId: 'exchange', id: mailId, version: 1 }),
};
