import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { KeysModule, MasterRotation } from '#exchange/keys';
import { createDataSource } from '#exchange/schema';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { Log } from '#platform/log';
import { retireMasterKeys, rotateMasterKey } from '#platform/vault';
import { PlatformModule } from '#platform/wiring';
import { say } from './say.ts';

/**
 * Puts everything that is sealed under an earlier master key under the current one. With the key in a file, a new one
 * is made first and the earlier ones are removed afterwards; with the key in the environment, both are the operator's.
 * Processes that run meanwhile know the old key only: stop them before.
 */
export async function rotateMaster(config: Config): Promise<void> {
  const file = join(config.home, 'master.key');
  if (!config.masterKey) rotateMasterKey(file);
  const app = await NestFactory.createApplicationContext(RotationModule.for(config), {
    logger: new Log('fatal', 'cli'),
    abortOnError: false,
  });
  const moved = await app.get(MasterRotation).rotateMaster();
  await app.close();
  if (!config.masterKey) retireMasterKeys(file);
  const counts = `${moved.companyKeys} + ${moved.exchangeKeys} + ${moved.mails}`;
  say(
    `新しいマスターキーに移しました(${counts})。控えを取ってください。`,
    `Moved to the current master key (${counts}). Keep a copy of it.`,
  );
}

@Module({})
class RotationModule {
  static for(config: Config): DynamicModule {
    const connect = () => createDataSource({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: 2 });
    return { module: RotationModule, imports: [PlatformModule.with(config, connect), KeysModule] };
  }
}
