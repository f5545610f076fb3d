import { Injectable } from '@nestjs/common';
import type { Cast } from './cast.ts';
import { grants } from './grants.ts';
import { Reading } from './reading.ts';
import { reads } from './reads.ts';
import { requests } from './requests.ts';
import { Sharing } from './sharing.ts';
import type { Step } from './timeline.ts';

/** The third chapter: who may read what, who asked, who read, and what ended. */
@Injectable()
export class Shares {
  constructor(
    private readonly sharing: Sharing,
    private readonly reading: Reading,
  ) {}

  steps(cast: Cast, today: string): Step[] {
    return [...this.given(cast, today), ...this.asked(cast, today), ...this.read(cast)];
  }

  private given(cast: Cast, today: string): Step[] {
    return grants().flatMap((grant) => {
      const give = { day: grant.starts, hour: '10:00', run: () => this.sharing.grant(cast, grant, today) };
      if (!grant.revoked) return [give];
      return [give, { day: grant.revoked.at, hour: '10:30', run: () => this.sharing.revoke(cast, grant) }];
    });
  }

  private asked(cast: Cast, today: string): Step[] {
    return requests.flatMap((request) => [
      { day: request.asked, hour: '10:00', run: () => this.sharing.ask(cast, request, today) },
      { day: request.declined.at, hour: '11:00', run: () => this.sharing.decline(cast, request) },
    ]);
  }

  private read(cast: Cast): Step[] {
    return reads.map((read) => ({
      day: read.day,
      hour: '11:30',
      reads: true,
      run: (moment) => this.reading.read(cast, read, moment),
    }));
  }
}
