import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '#platform/config';
import { connectionOptions } from './connection.ts';

/**
 * The small pool of the hot read. Its role may execute one function and nothing else, and its statements are named,
 * so that Postgres plans them once (TypeORM never names a statement; measured at a third of the CPU).
 */
@Injectable()
export class ReadingPool extends pg.Pool implements OnApplicationShutdown {
  constructor(@Inject(CONFIG) config: Config) {
    super({ ...connectionOptions(config.databaseUrl, 'warifu_reader'), max: config.readingPool, idleTimeoutMillis: 0 });
    this.on('error', () => undefined); // a dropped idle connection is replaced; the request that needs one says so
  }

  async onApplicationShutdown() {
    await this.end();
  }
}
