import { UnrecoverableError } from 'bullmq';

/** What a handler throws when trying again can never help: the job is given up at once, and kept. */
export const hopeless = (words: string) => new UnrecoverableError(words);

/** Was it given up at once? Compared by name, because the error may have come through another copy of the library. */
export const isHopeless = (error: unknown) => error instanceof Error && error.name === 'UnrecoverableError';
