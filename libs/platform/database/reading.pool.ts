import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '#platform/config';
import { binaryTypes } from './binary-types.ts';
import { connectionOptions } from './connection.ts';

/**
 * The small pool of the hot read. Its role may execute one function and nothing else, and its statements are named,
 * so that Postgres plans them once (TypeORM never names a statement; measured at a third of the CPU). Results come in
 * binary, so that content stays the bytes it is.
 */
@Injectable()
export class ReadingPool extends pg.Pool implements OnApplicationShutdown {
  constructor(@Inject(CONFIG) config: Config) {
    super(poolOptions(config));
    this.on('error', () => undefined); // a dropped idle connection is replaced; the request that needs one says so
  }

  async onApplicationShutdown() {
    await this.end();
  }
}

// `binary` is read by the driver's client but missing from its types.
function poolOptions(config: Config): pg.PoolConfig & { readonly binary: true } {
  return {
    ...connectionOptions(config.databaseUrl, 'warifu_reader'),
    max: config.readingPool,
    idleTimeoutMillis: 0,
    binary: true,
    types: binaryTypes,
  };
}
