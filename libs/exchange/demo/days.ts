import type { IsoDate } from '#contracts/answer';
import { addDays, dayIn } from '#exchange/credentials';

/** The demonstration's own place and time of day: everything in it happens at an hour of Japan. */
const ZONE = 'Asia/Tokyo';
const OFFSET = '+09:00';

/** Today in the demonstration; every date in it is so many days from here. */
export const demoToday = (now: Date): IsoDate => dayIn(now, ZONE);

/** The moment of an hour (`HH:MM`) so many days from a day. */
export const momentOf = (today: IsoDate, day: number, hour: string): string =>
  `${addDays(today, day)}T${hour}:00${OFFSET}`;
