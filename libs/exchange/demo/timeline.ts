/** When everybody came in, in days from now; before it there is no exchange to do anything on. */
export const FOUNDED = -400;

/** A line of progress. */
export type Tell = (ja: string, en: string) => void;

/** Something that happened in the demonstration: so many days from now, at an hour of Japan. */
export interface Step {
  readonly day: number;
  readonly hour: string;
  /** A read looks at what is committed; everything else is written. */
  readonly reads?: true;
  run(moment: string): Promise<void>;
}

/** Steps in the order of time; of those at the same moment the order given stands. */
export const inOrder = (steps: readonly Step[]): Step[] =>
  [...steps].sort((one, other) => one.day - other.day || one.hour.localeCompare(other.hour));

/** Runs of steps that can be written in one transaction, and between them the reads, one by one. */
export function inRuns(steps: readonly Step[]): Step[][] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last && !step.reads && !last[0]?.reads) last.push(step);
    else runs.push([step]);
  }
  return runs;
}
