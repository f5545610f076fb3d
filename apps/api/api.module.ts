import { type DynamicModule, Module } from '@nestjs/common';
import {
  AccessModule,
  MembersController,
  MySessionsController,
  PasswordResetsController,
  ServiceAccountsController,
  SessionController,
} from '#exchange/access';
import { CataloguesController, CataloguesModule } from '#exchange/catalogues';
import { CredentialsController, CredentialsModule } from '#exchange/credentials';
import {
  DisclosuresController,
  DisclosuresModule,
  EvidenceReadingController,
  RecordsController,
} from '#exchange/disclosures';
import { EvidenceController, EvidenceModule } from '#exchange/evidence';
import { AccessRequestsController, GrantsController, GrantsModule } from '#exchange/grants';
import { KeysController, KeysModule, PublicKeysController } from '#exchange/keys';
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
import {
  CompanyItemsController,
  EditionsController,
  ItemsController,
  ProfileController,
  ProfilesModule,
} from '#exchange/profiles';
import { createDataSource } from '#exchange/schema';
import { TermsController, TermsModule } from '#exchange/terms';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { PlatformModule } from '#platform/wiring';
import { ApiDescription } from './api-description.ts';
import { HealthController } from './health.controller.ts';
import { PagesController } from './pages/pages.controller.ts';

/** Everything the HTTP door opens: one controller a line. */
const controllers = [
  HealthController,
  CataloguesController,
  CredentialsController,
  KeysController,
  PublicKeysController,
  ProfileController,
  ItemsController,
  CompanyItemsController,
  EditionsController,
  PagesController,
  TermsController,
  GrantsController,
  AccessRequestsController,
  EvidenceController,
  DisclosuresController,
  EvidenceReadingController,
  RecordsController,
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
        CataloguesModule,
        CredentialsModule,
        KeysModule,
        ProfilesModule,
        TermsModule,
        GrantsModule,
        EvidenceModule,
        DisclosuresModule,
        OrganizationsModule,
      ],
      controllers,
      providers: [ApiDescription],
    };
  }
}
