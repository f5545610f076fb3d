import { Injectable } from '@nestjs/common';
import { tooManyRequests } from '#platform/errors';

interface TurnLimits {
  /** At the same time, for one caller. */
  readonly perCaller: number;
  /** At the same time in this process: each holds a file of up to 25 MB, and what is made of it. */
  readonly overall: number;
  /** How many more of one caller may wait. */
  readonly waiting: number;
}

interface Waiting {
  readonly caller: string;
  readonly start: () => void;
}

/** Costly work in turns: first come first served, but nobody takes more than their share, and nobody waits in a crowd. */
export class FairTurns {
  private readonly running = new Map<string, number>();
  private total = 0;
  private line: Waiting[] = [];

  constructor(private readonly limits: TurnLimits) {}

  /** Runs `work` when it is the caller's turn. @throws Refusal `too-many-requests` when the caller's line is full */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    await this.turn(caller);
    try {
      return await work();
    } finally {
      this.leave(caller);
    }
  }

  private async turn(caller: string): Promise<void> {
    if (this.isFree(caller)) return this.enter(caller);
    if (this.line.filter((one) => one.caller === caller).length >= this.limits.waiting) throw tooManyRequests(10);
    await new Promise<void>((start) => this.line.push({ caller, start }));
  }

  private isFree(caller: string): boolean {
    return this.total < this.limits.overall && (this.running.get(caller) ?? 0) < this.limits.perCaller;
  }

  private enter(caller: string) {
    this.total++;
    this.running.set(caller, (this.running.get(caller) ?? 0) + 1);
  }

  private leave(caller: string) {
    this.total--;
    const left = (this.running.get(caller) ?? 1) - 1;
    if (left > 0) this.running.set(caller, left);
    else this.running.delete(caller);
    const next = this.line.find((one) => this.isFree(one.caller));
    if (!next) return;
    this.line = this.line.filter((one) => one !== next);
    // Entered here and not when it wakes, so that nobody new can take the place in between.
    this.enter(next.caller);
    next.start();
  }
}

/** The two kinds of costly work with files, each in its own turns; a caller is a company. */
@Injectable()
export class FileTurns {
  readonly uploads = new FairTurns({ perCaller: 2, overall: 8, waiting: 8 });
  readonly downloads = new FairTurns({ perCaller: 2, overall: 8, waiting: 16 });
}
