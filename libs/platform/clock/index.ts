import { Injectable } from '@nestjs/common';

/** The time of day for everything but rights: whether access is open is decided by the database's own clock. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Today's date where the company lives, as YYYY-MM-DD. */
  today(timeZone = 'Asia/Tokyo'): string {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(this.now());
  }
}
