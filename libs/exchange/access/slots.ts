/** Runs at most so many things at once; the rest wait in a line of bounded length. */
export class Slots {
  private running = 0;
  private readonly line: (() => void)[] = [];

  /** @param refusal made when the line is full, and thrown */
  constructor(
    private readonly atOnce: number,
    private readonly waiting: number,
    private readonly refusal: () => Error,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) {
      if (this.line.length >= this.waiting) throw this.refusal();
      await new Promise<void>((resolve) => this.line.push(resolve)); // the slot is handed over, not freed
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.line.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
