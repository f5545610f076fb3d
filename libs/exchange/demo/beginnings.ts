import { Injectable } from '@nestjs/common';
import type { Cast } from './cast.ts';
import { companyKeys, statingKeys } from './companies.ts';
import { Confirming } from './confirming.ts';
import { Founding } from './founding.ts';
import { FOUNDED, type Step } from './timeline.ts';

/** The first chapter: everybody comes in. */
@Injectable()
export class Beginnings {
  constructor(
    private readonly founding: Founding,
    private readonly confirming: Confirming,
  ) {}

  /** What is slow, or comes before the first day. */
  async prepare(cast: Cast): Promise<void> {
    await this.founding.prepare();
    await this.confirming.makeOperator(cast);
  }

  steps(cast: Cast): Step[] {
    const founded = companyKeys.map((key) => ({
      day: FOUNDED,
      hour: '09:00',
      run: async () => {
        await this.founding.found(cast, key);
        await this.confirming.confirm(cast, key);
        if (statingKeys.includes(key)) await this.confirming.makeKey(cast, key);
      },
    }));
    return [
      ...founded,
      { day: FOUNDED, hour: '10:00', run: () => this.founding.lend(cast) },
      { day: FOUNDED, hour: '11:00', run: () => this.confirming.relate(cast) },
    ];
  }
}
