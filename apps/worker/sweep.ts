import type { DataSource } from 'typeorm';

const atOnce = 1000;

/** What is over, by table: removed so that it neither grows for ever nor is kept longer than it is good for. */
const over: Readonly<Record<string, string>> = {
  idempotency_keys: `created_at < now() - interval '7 days'`,
  attempts: `resets_at < app_now()`,
  one_time_links: `expires_at < app_now() - interval '30 days' and not exists (select from mails where link_id = one_time_links.id)`,
  outbox_messages: `finished_at < now() - interval '7 days' or failed_at < now() - interval '90 days'`,
};

/**
 * Removes what is over, a thousand rows at a time, each batch its own short transaction. Any number of workers may
 * sweep at once.
 * @returns how many rows went
 */
export async function sweep(source: DataSource): Promise<number> {
  let removed = 0;
  for (const [table, condition] of Object.entries(over)) {
    for (let count = atOnce; count === atOnce; removed += count) {
      const [, affected]: [unknown, number] = await source.query(
        `delete from ${table} where ctid = any(array(select ctid from ${table} where ${condition} limit ${atOnce}))`,
      );
      count = affected;
    }
  }
  return removed;
}
