import { parentPort, workerData } from 'node:worker_threads';

/** What the spec lets a thread do: answer, or misbehave in one of the ways a hostile file can make it. */
const task: { do: string } = workerData;

switch (task.do) {
  case 'answer':
    parentPort?.postMessage({ echo: task, environment: Object.keys(process.env) });
    break;
  case 'spin':
    for (;;) Math.random();
  case 'fill': {
    const heap: unknown[] = [];
    for (;;) heap.push({ some: 'object', index: heap.length });
  }
  case 'recurse': {
    const deeper = (n: number): number => deeper(n + 1) + 1;
    deeper(0);
    break;
  }
  case 'throw':
    throw new Error('broken input');
  case 'leave':
    process.exit(0);
}
