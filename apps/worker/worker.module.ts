import { type DynamicModule, Module } from '@nestjs/common';
import { DisclosuresModule } from '#exchange/disclosures';
import { EvidenceModule } from '#exchange/evidence';
import { GrantsModule } from '#exchange/grants';
import { KeysModule } from '#exchange/keys';
import { NotificationsModule } from '#exchange/notifications';
import { createDataSource } from '#exchange/schema';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { PlatformModule } from '#platform/wiring';

/** The features whose work is done in the background. */
@Module({})
export class WorkerModule {
  static for(config: Config): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.with(config, () =>
          createDataSource({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: config.databasePool }),
        ),
        KeysModule,
        EvidenceModule,
        GrantsModule,
        NotificationsModule,
        DisclosuresModule,
      ],
    };
  }
}
