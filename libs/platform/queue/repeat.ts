/** Something that runs again and again until it is stopped. */
interface Repeating {
  /** Resolves when the run under way has ended; none starts afterwards. */
  stop(): Promise<void>;
}

/**
 * Runs `work` every `milliseconds`, never twice at once: the pause is counted from the end of a run. A run that fails
 * is told to `onError` and the next one comes as usual, so a timer survives a database that was away.
 */
export function repeat(
  milliseconds: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Repeating {
  let wake: () => void = () => undefined;
  let stopping = false;
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run() {
    while (!stopping) {
      await work().catch(onError);
      if (!stopping) await pause();
    }
  }

  const ended = run();
  return {
    async stop() {
      stopping = true;
      wake();
      await ended;
    },
  };
}
