import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '#platform/config';
import { Database } from '#platform/database';
import { tooManyRequests } from '#platform/errors';

const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Counts refused openings, for the company that was probed. Kept in memory and written once a second: a denial costs
 * no write of its own, so that a grant that exists and one that does not are refused in the same time.
 */
@Injectable()
export class Denials implements OnModuleInit, OnApplicationShutdown {
  private waiting = new Map<string, number>();
  private thisMinute = new Map<string, number>();
  private minute = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit() {
    this.timer = setInterval(() => void this.flush().catch(() => undefined), 1000).unref();
  }

  async onApplicationShutdown() {
    clearInterval(this.timer);
    await this.flush().catch(() => undefined); // the count is a help, not a record; shutting down goes first
  }

  /** @throws Refusal `too-many-requests` once a company asks for too much that it may not see */
  count(askerId: string, grantorId: string | null) {
    const minute = Math.floor(performance.now() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.thisMinute = new Map();
    }
    const inMinute = (this.thisMinute.get(askerId) ?? 0) + 1;
    this.thisMinute.set(askerId, inMinute);
    const key = `${grantorId ?? nobody} ${askerId}`;
    this.waiting.set(key, (this.waiting.get(key) ?? 0) + 1);
    if (inMinute > this.config.denialsPerMinute) throw tooManyRequests(60);
  }

  /** Writes what was counted since the last time. */
  async flush(): Promise<void> {
    if (this.waiting.size === 0) return;
    const batch = [...this.waiting].map(([key, count]) => [...key.split(' '), count] as const);
    this.waiting = new Map();
    await this.database.asSystem(null, (tx) =>
      tx.query(
        `insert into denied_attempts (day, grantor_id, asker_id, count)
         select current_date, g, a, c from unnest($1::uuid[], $2::uuid[], $3::int[]) as t (g, a, c) order by g, a
         on conflict (day, grantor_id, asker_id) do update set count = denied_attempts.count + excluded.count`,
        [batch.map(([grantor]) => grantor), batch.map(([, asker]) => asker), batch.map(([, , count]) => count)],
      ),
    );
  }
}
