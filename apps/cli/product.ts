import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule } from '#exchange/access';
import { KeysModule } from '#exchange/keys';
import { createDataSource } from '#exchange/schema';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { Log } from '#platform/log';
import { PlatformModule } from '#platform/wiring';

/** Runs something with the features an operator's command needs, then closes everything. */
export async function withProduct<T>(config: Config, work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const logger = new Log('fatal', 'cli');
  const app = await NestFactory.createApplicationContext(CliModule.for(config), { logger, abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

@Module({})
class CliModule {
  static for(config: Config): DynamicModule {
    const connect = () => createDataSource({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: 2 });
    return { module: CliModule, imports: [PlatformModule.with(config, connect), KeysModule, AccessModule] };
  }
}
