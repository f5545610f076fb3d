import { DataSource } from 'typeorm';
import { handlers } from '../../apps/worker/handlers.ts';
import { checkedHandlers, type JobName, WaitingJobs } from '../../libs/exchange/jobs/index.ts';
import type { World } from './world.ts';

/** Does all work that waits, now, in this process, and what that work causes in turn. A handler that fails is thrown. */
export async function drain(world: World): Promise<void> {
  const store = new WaitingJobs(world.app.get(DataSource));
  const all = checkedHandlers(handlers(world.app));
  for (;;) {
    const messages = await store.claim(100);
    if (messages.length === 0) return;
    for (const { id, job, payload } of messages) {
      await all[job as JobName](payload);
      await store.finished(id);
    }
  }
}
