import { inspect } from 'node:util';

const mistakes = [TypeError, ReferenceError, RangeError, SyntaxError];

/**
 * Ends a process that could not start: one sentence on stderr where something is not set up (a port in use, a wrong
 * URL, a missing key), everything there is where it is a mistake of ours.
 */
export function startFailed(error: unknown): never {
  const ours = !(error instanceof Error) || mistakes.some((kind) => error instanceof kind);
  process.stderr.write(`${ours ? inspect(error) : error.message}\n`);
  process.exit(1);
}
