import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { tooManyRequests } from '#platform/errors';
import { type LimitName, limits } from './limits.ts';

/** A try that counts: which limit, and whose count (an address, an account, both). */
export type Try = readonly [limit: LimitName, ...subject: string[]];

interface Count {
  readonly count: number;
  /** Until the count starts again. */
  readonly seconds: number;
}

/**
 * Counts tries over every replica, in one statement. It has two connections of its own: a try counts even where the
 * request around it is rolled back, and waiting for one never holds up another.
 */
@Injectable()
export class Attempts implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = new pg.Pool({ ...connectionOptions(config.databaseUrl, 'warifu_app'), max: 2 });
    this.pool.on('error', () => undefined); // a dropped idle connection is replaced; the request that needs one says so
  }

  /**
   * Counts these tries and lets them through, or not.
   * @throws Refusal `too-many-requests` with the seconds to wait, when one is over its limit
   */
  async spend(...tries: readonly Try[]): Promise<void> {
    const counts = await this.count(...tries);
    refuseOver(tries.map(([limit], at) => [counts[at], limits[limit].most]));
  }

  /** Counts these tries and says how many each makes now, in the order asked. */
  async count(...tries: readonly Try[]): Promise<Count[]> {
    const buckets = tries.map(bucketOf);
    const { rows } = await this.pool.query<Count & { bucket: Buffer }>(upsert, [
      buckets,
      tries.map(([limit]) => limits[limit].seconds),
    ]);
    return buckets.map((bucket) => rows.find((row) => row.bucket.equals(bucket)) ?? { count: 0, seconds: 0 });
  }

  /** Takes back what turned out to be no guess: the right password, a link that was valid. */
  async giveBack(...tries: readonly Try[]): Promise<void> {
    await this.pool.query(`update attempts set count = greatest(count - 1, 0) where bucket = any($1::bytea[])`, [
      tries.map(bucketOf),
    ]);
  }

  /** Throws away counts that are over. For a timer; leaving it out costs space and nothing else. */
  async forget(): Promise<void> {
    await this.pool.query(`delete from attempts where resets_at < app_now() - interval '1 hour'`);
  }

  async onApplicationShutdown() {
    await this.pool.end();
  }
}

// Sorted, so that two requests take the same rows in the same order and neither waits for the other for ever.
const upsert = `
  insert into attempts as kept (bucket, count, resets_at)
  select bucket, 1, app_now() + make_interval(secs => seconds)
    from unnest($1::bytea[], $2::int[]) as tried (bucket, seconds) order by bucket
  on conflict (bucket) do update set
    count = case when kept.resets_at <= app_now() then 1 else least(kept.count + 1, 1000000) end,
    resets_at = case when kept.resets_at <= app_now() then excluded.resets_at else kept.resets_at end
  returning bucket, count, ceil(extract(epoch from resets_at - app_now()))::int as seconds`;

const bucketOf = (tried: Try): Buffer => createHash('sha256').update(JSON.stringify(tried)).digest();

/** @throws Refusal `too-many-requests` when a count is over what it may be; the longest wait is named */
export function refuseOver(counts: readonly (readonly [Count | undefined, number])[]): void {
  const over = counts.flatMap(([count, most]) => (count && count.count > most ? [count.seconds] : []));
  if (over.length > 0) throw tooManyRequests(Math.max(1, ...over));
}
