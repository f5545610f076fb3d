import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const RESTARTS = 3;
// A killed server's own children need a moment to notice and let go of its memory.
const BACK_AFTER_MS = 500;

/**
 * Brings our own Postgres back when it dies under the processes that use it.
 * @param first the server as `startPostgres` gave it
 * @param restart starts it again on the same port
 * @returns {{ gaveUp: Promise<string>, stop: () => Promise<void> }} `gaveUp` resolves when it does not stay; `stop` waits
 *   for a restart that is under way, so that no server comes up after everything else has ended
 */
export function keepDatabase(first, restart) {
  let current = first;
  let stopping = false;
  let askToStop;
  const asked = new Promise((resolve) => {
    askToStop = resolve;
  });
  let gone;
  const gaveUp = new Promise((resolve) => {
    gone = watch(resolve);
  });

  async function watch(giveUp) {
    for (let restarts = 0; ; restarts++) {
      const reason = await Promise.race([current.ended, asked]);
      if (stopping) return;
      if (restarts === RESTARTS) return giveUp(`postgres: ${reason}`);
      say(
        `PostgreSQL が予期せず終了しました(${reason})。起動し直します。`,
        `Postgres ended unexpectedly (${reason}); starting it again.`,
      );
      await current.stop();
      await sleep(BACK_AFTER_MS);
      try {
        current = await restart();
      } catch (error) {
        return giveUp(`postgres: ${error.message}`);
      }
    }
  }

  return {
    gaveUp,
    async stop() {
      stopping = true;
      askToStop();
      await gone;
      await current.stop();
    },
  };
}
