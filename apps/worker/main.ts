import { loadConfig } from '#platform/config';
import { startFailed } from '#platform/log';
import { startWorker } from './worker.ts';

try {
  const worker = await startWorker(loadConfig(process.env));
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1); // asked twice: do not wait for what is under way
      stopping = true;
      void worker.stop().then(() => process.exit(0), startFailed);
    });
  }
} catch (error) {
  startFailed(error);
}
