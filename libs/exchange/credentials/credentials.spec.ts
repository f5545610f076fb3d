import fc from 'fast-check';
import {
  addDays,
  addMonths,
  countsAsCertified,
  countsAsHeld,
  dayIn,
  daysBetween,
  daysLeft,
  expectedIssue,
  expectedUntil,
  lastDayOf,
  nextSurveillance,
  renewalOpen,
  reviewSuggested,
  schemeIds,
  schemeOf,
  stateOf,
  untilOf,
  type CredentialDates,
} from './index.ts';

const today = '2027-06-15';
const iso = (dates: Partial<CredentialDates> = {}): CredentialDates => ({
  scheme: 'iso27001',
  issued: '2024-08-01',
  validUntil: '2027-07-31',
  ...dates,
});

describe('a credential valid until 31 July', () => {
  it('holds through 31 July in Tokyo and ends at the next midnight there', () => {
    const at = (instant: string) => stateOf(iso(), dayIn(new Date(instant)));
    expect(at('2027-07-31T14:59:59.999Z')).toBe('held');
    expect(at('2027-07-31T15:00:00.000Z')).toBe('lapsed');
    expect(stateOf(iso(), dayIn(new Date('2027-07-31T15:00:00Z'), 'Europe/Berlin'))).toBe('held');
  });

  it('has 46 days left on 15 June, none on its last day', () => {
    expect(daysLeft(iso(), today)).toBe(46);
    expect(daysLeft(iso(), '2027-07-31')).toBe(0);
    expect(daysLeft(iso(), '2027-08-01')).toBe(-1);
  });
});

describe('only held counts as held', () => {
  it.each<[string, CredentialDates]>([
    ['applied', { scheme: 'scs4' }],
    ['applied', { scheme: 'scs4', validUntil: '2030-01-01' }],
    ['applied', iso({ issued: '2027-06-16' })],
    ['lapsed', iso({ issued: '2023-05-30', validUntil: '2026-05-29' })],
    ['lapsed', { scheme: 'iso27001', issued: '2023-05-30' }],
    ['lapsed', iso({ validUntil: '2027-06-14', suspended: '2027-06-01' })],
    ['suspended', iso({ suspended: '2027-06-15' })],
    ['withdrawn', iso({ withdrawn: '2027-06-15' })],
    ['withdrawn', iso({ withdrawn: '2027-01-01', validUntil: '2027-02-01' })],
  ])('%s does not: %j', (state, credential) => {
    expect(stateOf(credential, today)).toBe(state);
    expect(countsAsHeld(credential, today)).toBe(false);
    expect(countsAsCertified(credential, today)).toBe(false);
  });

  it('held does, on its first and its last day, and until a suspension that is still to come', () => {
    expect(countsAsHeld(iso(), '2024-08-01')).toBe(true);
    expect(countsAsHeld(iso({ suspended: '2027-06-16' }), today)).toBe(true);
  });

  it('but a self-declaration and a report never count as certified', () => {
    for (const scheme of ['security-action-1', 'security-action-2', 'jama-japia', 'soc2'] as const) {
      const held = { scheme, issued: '2027-06-01' };
      expect([scheme, countsAsHeld(held, today), countsAsCertified(held, today)]).toEqual([scheme, true, false]);
    }
  });
});

describe('the companies of the demonstration', () => {
  it.each([
    ['iso27001', '2025-10-20', '2028-10-19'],
    ['scs4', '2027-05-10', '2030-05-09'],
    ['iso27001', '2024-08-01', '2027-07-31'],
    ['scs3', '2027-04-20', '2028-04-19'],
    ['iso27001', '2023-05-30', '2026-05-29'],
    ['pmark', '2026-09-01', '2028-08-31'],
    ['tisax', '2025-11-12', '2028-11-11'],
    ['iso27017', '2025-03-01', '2028-02-29'],
    ['cloud-disclosure', '2025-12-05', '2027-12-04'],
    ['jama-japia', '2026-12-18', '2027-12-17'],
  ] as const)('%s issued %s holds until %s, and the other way round', (scheme, issued, until) => {
    expect(expectedUntil(schemeOf(scheme), issued)).toBe(until);
    expect(expectedIssue(schemeOf(scheme), until)).toBe(issued);
    expect(untilOf({ scheme, issued })).toBe(until);
  });

  it('C01 has its surveillance in October, C03 is in its renewal months, C09 is asked to look again after 24 months', () => {
    expect(nextSurveillance({ scheme: 'iso27001', issued: '2025-10-20' }, today)).toBe('2027-10-20');
    expect(nextSurveillance({ scheme: 'iso27001', issued: '2024-08-01' }, '2027-07-01')).toBeUndefined();
    expect(renewalOpen(iso(), today)).toBe(true);
    expect(renewalOpen(iso(), '2027-01-30')).toBe(false);
    expect(renewalOpen(iso(), '2027-08-01')).toBe(false);
    expect(renewalOpen({ scheme: 'pmark', issued: '2026-09-01' }, '2028-05-01')).toBe(false);
    expect(reviewSuggested({ scheme: 'security-action-1', issued: '2025-06-20' }, '2027-06-19')).toBe(false);
    expect(reviewSuggested({ scheme: 'security-action-1', issued: '2025-06-20' }, '2027-06-20')).toBe(true);
    expect(stateOf({ scheme: 'security-action-1', issued: '2005-06-20' }, today)).toBe('held');
    expect(
      reviewSuggested(
        { scheme: 'soc2', issued: '2027-05-20', period: { from: '2026-04-01', to: '2027-03-31' } },
        '2028-03-31',
      ),
    ).toBe(true);
  });
});

describe('schemes', () => {
  it('call a self-declaration a declaration and support no more with it than the company’s own word', () => {
    for (const id of schemeIds) {
      const { kind, supports, verb, held, name } = schemeOf(id);
      expect([id, kind === 'self-declaration']).toEqual([id, supports === 'self']);
      expect(`${verb.ja}${held.ja}${name.ja}`).not.toMatch(/認定|下請/u);
    }
    expect(schemeOf('pmark').verb.ja).toBe('付与');
    expect(schemeOf('security-action-2').verb.ja).toBe('宣言');
  });
});

describe('months and days', () => {
  const day = fc.integer({ min: -20_000, max: 60_000 }).map((days) => addDays('2000-01-01', days));
  const months = fc.integer({ min: 1, max: 120 });

  it.each([
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-28'],
    ['2025-03-01', 36, '2028-02-29'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-08-31', 1, '2027-09-30'],
    ['2027-01-01', 12, '2027-12-31'],
    ['2027-03-31', 11, '2028-02-29'],
  ])('a period that begins %s and lasts %i months ends on %s', (from, count, until) =>
    expect(lastDayOf(from, count)).toBe(until),
  );

  it('a period and the one after it leave no day out and none twice, whatever the month’s end', () => {
    fc.assert(
      fc.property(day, months, (from, count) => {
        const next = addDays(lastDayOf(from, count), 1);
        const corresponding = addMonths(from, count);
        expect(next === corresponding || (corresponding.slice(8) !== from.slice(8) && next.endsWith('-01'))).toBe(true);
        expect(lastDayOf(from, count) >= from).toBe(true);
      }),
    );
  });

  it('longer periods end later, later beginnings never end earlier', () => {
    fc.assert(
      fc.property(day, months, (from, count) => {
        expect(lastDayOf(from, count + 1) > lastDayOf(from, count)).toBe(true);
        expect(lastDayOf(addDays(from, 1), count) >= lastDayOf(from, count)).toBe(true);
      }),
    );
  });

  it('the day of issue found from an end leads back to it, but for ends that no day of issue has', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(12, 24, 36), (until, count) => {
        const back = lastDayOf(expectedIssue({ months: count }, until) ?? '', count);
        expect(back === until || (until.slice(5) === '02-28' && back === addDays(until, 1))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('a month has 28 to 31 days, and adding days undoes itself', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -4000, max: 4000 }), (from, days) => {
        expect(addDays(addDays(from, days), -days)).toBe(from);
        expect(daysBetween(from, addDays(from, days))).toBe(days);
        const month = daysBetween(from, addMonths(from, 1));
        expect(month >= 28 && month <= 31).toBe(true);
      }),
    );
  });

  it('a credential holds on every day from issue to end, and on no other', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...schemeIds), fc.integer({ min: -40, max: 1500 }), (issued, scheme, offset) => {
        const on = addDays(issued, offset);
        const until = expectedUntil(schemeOf(scheme), issued);
        const within = on >= issued && (until === undefined || on <= until);
        expect(countsAsHeld({ scheme, issued }, on)).toBe(within);
      }),
    );
  });

  it('the day in Tokyo turns at 15:00 UTC on every day of a leap year', () => {
    for (let n = 0; n < 366; n++) {
      const utc = addDays('2028-01-01', n);
      expect(dayIn(new Date(`${utc}T14:59:59Z`))).toBe(utc);
      expect(dayIn(new Date(`${utc}T15:00:00Z`))).toBe(addDays(utc, 1));
    }
  });
});
