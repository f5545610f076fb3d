import { availableParallelism } from 'node:os';

/** Threads at the same time: heavy work may fill the cores but one, so that requests keep being answered. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);

const waiting: (() => void)[] = [];
let running = 0;

/** Waits for a turn, first come first served. Call what it gives back exactly once, when the work is over. */
export async function turn(): Promise<() => void> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  return () => {
    const next = waiting.shift();
    // The place goes straight to the next in line, so that nobody new can take it in between.
    if (next) next();
    else running--;
  };
}
