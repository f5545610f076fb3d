import type { IsoDate } from '#contracts/answer';

const DAY = 24 * 60 * 60 * 1000;

/** The calendar day it is at `instant` in a time zone (IANA name). Rights end with the company's own day, not with UTC's. */
export function dayIn(instant: Date, timeZone = 'Asia/Tokyo'): IsoDate {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

/** `days` later, or earlier when negative. */
export const addDays = (day: IsoDate, days: number): IsoDate => isoOf(epochDay(day) + days);

/** From one day to another in days; negative when the second is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number => epochDay(to) - epochDay(from);

/** `months` later, or earlier when negative; the last day of the month where there is no such day (31 January + 1 = 28 or 29 February). */
export function addMonths(day: IsoDate, months: number): IsoDate {
  const [year, month, dayOfMonth] = partsOf(day);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return isoOf(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last)) / DAY);
}

/**
 * The last day of a period of `months` that begins on `from`: the day before the corresponding day, or the last day of
 * the last month where there is no corresponding day (Civil Code of Japan, article 143(2)).
 */
export function lastDayOf(from: IsoDate, months: number): IsoDate {
  const corresponding = addMonths(from, months);
  return corresponding.slice(8) === from.slice(8) ? addDays(corresponding, -1) : corresponding;
}

const epochDay = (day: IsoDate) => {
  const [year, month, dayOfMonth] = partsOf(day);
  return Date.UTC(year, month - 1, dayOfMonth) / DAY;
};

const isoOf = (days: number): IsoDate => new Date(days * DAY).toISOString().slice(0, 10);

const partsOf = (day: IsoDate) => day.split('-').map(Number) as [number, number, number];
