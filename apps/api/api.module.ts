import { type DynamicModule, Module } from '@nestjs/common';
import {
  AccessModule,
  MembersController,
  MySessionsController,
  PasswordResetsController,
  ServiceAccountsController,
  SessionController,
} from '#exchange/access';
import {
  DirectoryController,
  DomainsController,
  InvitationsController,
  OperatorController,
  OrganizationController,
  OrganizationsModule,
  RelationsController,
  SignUpsController,
} from '#exchange/organizations';
import { createDataSource } from '#exchange/schema';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { PlatformModule } from '#platform/wiring';
import { HealthController } from './health.controller.ts';

/** Everything the HTTP door opens: one controller a line. */
const controllers = [
  HealthController,
  SessionController,
  MySessionsController,
  PasswordResetsController,
  MembersController,
  ServiceAccountsController,
  SignUpsController,
  InvitationsController,
  OrganizationController,
  DomainsController,
  DirectoryController,
  RelationsController,
  OperatorController,
];

@Module({})
export class ApiModule {
  static for(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.with(config, () =>
          createDataSource({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: config.databasePool }),
        ),
        AccessModule,
        OrganizationsModule,
      ],
      controllers,
    };
  }
}
