import type { Logger } from 'pino';
import type { Metrics } from '#platform/metrics';

const quietFor = 10_000;

/** Notes that a run of something failed and will come again. */
export type Tell = (work: string, err: unknown, more?: Readonly<Record<string, unknown>>) => void;

/**
 * Counts every trouble and logs it, but the same one at most every ten seconds: timers come back several times a
 * second, and a database that is away for a night must not fill the disk.
 */
export function teller(log: Logger, metrics: Metrics): Tell {
  const last = new Map<string, number>();
  return (work, err, more) => {
    metrics.troubles.inc({ work });
    const now = Date.now();
    if (now - (last.get(work) ?? 0) < quietFor) return;
    last.set(work, now);
    log.error({ context: 'worker', work, err, ...more });
  };
}
