import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const RESTARTS = 5;
const WITHIN_MS = 60_000;
const FAREWELL_MS = 10_000;
const leash = new URL('leash.mjs', import.meta.url).href;

/**
 * Keeps a Node program running: when it ends by itself the reason is printed and it is started again, up to five times
 * in a minute. `gaveUp` resolves when that is used up.
 * @returns {{ gaveUp: Promise<string>, stop: () => Promise<void>, hurry: () => void }}
 */
export function keepRunning({ name, script, env, cwd }) {
  const ends = [];
  let stopping = false;
  let child = start();
  let gone;
  const gaveUp = new Promise((resolve) => {
    gone = watch(resolve);
  });

  function start() {
    // Detached, so that Ctrl-C reaches only the launcher, which then stops its children in their order.
    return spawn(process.execPath, ['--import', leash, script], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  async function watch(giveUp) {
    for (;;) {
      const reason = await ended(child);
      if (stopping) return;
      ends.push(Date.now());
      const recent = ends.filter((time) => Date.now() - time < WITHIN_MS).length;
      if (recent > RESTARTS) return giveUp(`${name}: ${reason}`);
      say(
        `${name} が予期せず終了しました(${reason})。起動し直します(1 分間に ${RESTARTS} 回まで、今 ${recent} 回目)。`,
        `${name} ended unexpectedly (${reason}); starting it again (${recent} of at most ${RESTARTS} a minute).`,
      );
      await sleep(100 * 2 ** recent);
      if (stopping) return;
      child = start();
    }
  }

  return {
    gaveUp,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
      await gone;
      clearTimeout(late);
    },
    hurry: () => child.kill('SIGKILL'),
  };
}

function ended(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null)
      resolve(child.signalCode ?? `exit code ${child.exitCode}`);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
