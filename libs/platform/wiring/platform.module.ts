import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock } from '#platform/clock';
import { type Config, configProvider } from '#platform/config';
import { Database, ReadingPool } from '#platform/database';
import { Metrics } from '#platform/metrics';
import { MasterVault } from '#platform/vault';

/** The plumbing every feature may use without importing anything: configuration, clock, database, vault, metrics. */
@Global()
@Module({})
export class PlatformModule {
  /** @param connect makes the data source; passed in, because only the product knows its tables */
  static with(config: Config, connect: () => DataSource): DynamicModule {
    const provided = [configProvider(config), Clock, Database, ReadingPool, MasterVault, Metrics];
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres' as const }),
          dataSourceFactory: async () => connect().initialize(),
        }),
      ],
      providers: provided,
      exports: provided,
    };
  }
}
