import fc from 'fast-check';
import { answer as answerSchema, type Answer, type AnswerInput } from '#contracts/answer';
import { coreCatalogue, findItem } from '#exchange/catalogues';
import type { Credential } from '#exchange/credentials';
import { difference, levelValues, type ComparableEdition, type EvidenceDescriptor, type LevelValues } from './index.ts';

const idOf = (n: number) => `0192f0c1-7b7e-7c3a-9a55-${String(n).padStart(12, '0')}`;
const itemOf = (id: string) => findItem(coreCatalogue(), id) ?? { facts: [] };
const given = (change: Partial<AnswerInput> = {}): Answer =>
  answerSchema.parse({ state: 'implemented', asOf: '2027-06-01', assurance: 'self', ...change });

const credentials: Credential[] = [
  {
    id: idOf(1),
    scheme: 'iso27001',
    number: 'F-IS-0103',
    issued: '2024-08-01',
    validUntil: '2027-07-31',
    scope: undefined,
  },
  { id: idOf(2), scheme: 'soc2', issued: '2027-05-20', period: { from: '2026-04-01', to: '2027-03-31' } },
  { id: idOf(3), scheme: 'pmark', issued: '2026-09-01' },
];
const evidence: EvidenceDescriptor[] = [
  {
    id: idOf(10),
    sha256: 'a'.repeat(43),
    length: 1234,
    mediaType: 'application/pdf',
    title: { ja: '復元試験報告' },
    kind: 'report',
    issued: '2027-02-02',
    expires: undefined,
  },
  {
    id: idOf(11),
    sha256: 'b'.repeat(43),
    length: 5,
    mediaType: 'text/csv',
    title: { en: 'Register' },
    kind: 'register',
    expires: '2028-02-29',
  },
];
const cut = (id: string, change: Partial<AnswerInput>) => levelValues(itemOf(id), given(change), credentials, evidence);

describe('level values', () => {
  it('put each part of an answer at its own level', () => {
    const levels = cut('K1-04', {
      scope: { ja: '全社' },
      exceptions: { ja: '海外拠点' },
      explanation: { en: 'Yearly.' },
      targetDate: '2027-12-01',
      assurance: 'third-party',
      facts: { openHighRisks: 4, lastAssessment: '2027-05-01', planHorizonMonths: 36 },
      texts: { public: { ja: '公' }, summary: { ja: '概' }, detail: { ja: '詳' } },
      credentials: [idOf(1), idOf(2)],
      evidence: [idOf(10)],
    });
    expect(levels).toEqual({
      l1: { state: 'implemented', asOf: '2027-06-01', text: { ja: '公' } },
      l2: {
        assurance: 'third-party',
        scope: { ja: '全社' },
        credentials: [
          {
            id: idOf(1),
            scheme: 'iso27001',
            name: { ja: 'ISO/IEC 27001(ISMS認証)', en: 'ISO/IEC 27001 (ISMS certification)' },
            kind: 'certificate',
            number: 'F-IS-0103',
            issued: '2024-08-01',
            validUntil: '2027-07-31',
          },
        ],
        text: { ja: '概' },
      },
      l3: {
        exceptions: { ja: '海外拠点' },
        explanation: { en: 'Yearly.' },
        targetDate: '2027-12-01',
        facts: { lastAssessment: '2027-05-01', planHorizonMonths: 36 },
        text: { ja: '詳' },
      },
      l4: {
        evidence: [
          {
            id: idOf(10),
            sha256: 'a'.repeat(43),
            length: 1234,
            mediaType: 'application/pdf',
            title: { ja: '復元試験報告' },
            kind: 'report',
            issued: '2027-02-02',
          },
        ],
        credentials: [expect.objectContaining({ scheme: 'soc2', period: { from: '2026-04-01', to: '2027-03-31' } })],
        facts: { openHighRisks: 4 },
      },
    });
    expect(Object.keys(('facts' in levels.l3 && levels.l3.facts) || {})).toEqual([
      'lastAssessment',
      'planHorizonMonths',
    ]);
  });

  it('keep not stated, nothing at this level and not disclosed apart', () => {
    const none = { notStated: true };
    expect(levelValues(itemOf('K1-01'), undefined, credentials, evidence)).toEqual({
      l1: none,
      l2: none,
      l3: none,
      l4: none,
    });
    expect(cut('K1-01', { state: 'unknown' })).toEqual({
      l1: { state: 'unknown', asOf: '2027-06-01' },
      l2: { assurance: 'self' },
      l3: none,
      l4: none,
    });
    expect(
      cut('K1-04', {
        notDisclosed: ['public', 'evidence'],
        texts: { public: { ja: '公' } },
        facts: { openHighRisks: 4 },
        evidence: [idOf(10)],
      }),
    ).toEqual({
      l1: { notDisclosed: true },
      l2: { assurance: 'self' },
      l3: none,
      l4: { notDisclosed: true },
    });
  });

  it('show what a credential fact refers to', () => {
    const levels = cut('K5-01', { facts: { certifications: [idOf(3), idOf(1)] }, credentials: [idOf(1)] });
    expect('credentials' in levels.l2 && levels.l2.credentials?.map(({ id }) => id)).toEqual([idOf(1), idOf(3)]);
    expect(levels.l3).toEqual({ facts: { certifications: [idOf(3), idOf(1)] } });
  });

  it('hold no fractions: whole numbers stay numbers, others become decimal strings', () => {
    const score = (value: number) => {
      const { l3 } = cut('K5-02', { facts: { score: value } });
      return 'facts' in l3 ? l3.facts?.score : l3;
    };
    expect([82, 82.5, 0, -0, 0.1, 1e-6, 97.25, 1e12].map(score)).toEqual([
      82,
      '82.5',
      0,
      0,
      '0.1',
      '0.000001',
      '97.25',
      1e12,
    ]);
    expect(Object.is(score(-0), 0)).toBe(true);
  });

  it('are the same bytes for the same answer, in whatever order its facts were typed', () => {
    const one = cut('K1-01', { facts: { established: '2015-12-01', approver: '社長' } });
    const other = cut('K1-01', { facts: { approver: '社長', established: '2015-12-01' } });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it('hold no undefined member at any depth', () => {
    const holes = {
      ...given(),
      scope: { ja: '全社', en: undefined },
      facts: { contactPoint: { name: '窓口', phone: undefined } },
    };
    const levels = levelValues(itemOf('K2-07'), holes, credentials, evidence);
    expect([levels.l2, levels.l3]).toStrictEqual([
      { assurance: 'self', scope: { ja: '全社' } },
      { facts: { contactPoint: { name: '窓口' } } },
    ]);
  });

  it('refuse to be cut from a reference to nothing', () => {
    expect(() => cut('K1-01', { evidence: [idOf(99)] })).toThrow(/0{10}99/);
    expect(() => cut('K5-01', { facts: { certifications: [idOf(98)] } })).toThrow(/0{10}98/);
  });

  it('of a company’s own item hold everything but facts', () => {
    expect(levelValues({}, given({ texts: { detail: { ja: '詳' } } }), credentials, evidence).l3).toEqual({
      text: { ja: '詳' },
    });
  });

  it('hold only what a signed statement may hold, whatever the numbers', () => {
    const whole = (value: unknown): boolean =>
      typeof value === 'number'
        ? Number.isSafeInteger(value)
        : value === undefined
          ? false
          : typeof value !== 'object' || Object.values(value ?? {}).every(whole);
    const six = fc.integer({ min: 0, max: 100_000_000 }).map((millionths) => millionths / 1e6);
    fc.assert(
      fc.property(six, six, (score, completionRate) => {
        expect(whole(cut('K5-02', { facts: { score } }))).toBe(true);
        const { l3 } = cut('K3-01', { facts: { completionRate } });
        expect('facts' in l3 && Number(l3.facts?.completionRate)).toBe(completionRate);
      }),
    );
  });
});

describe('the difference between two editions', () => {
  const edition = (answers: Record<string, Partial<AnswerInput> | undefined>): Record<string, LevelValues> =>
    Object.fromEntries(
      Object.entries(answers).map(([id, change]) => [
        id,
        levelValues(itemOf(id), change && given(change), credentials, evidence),
      ]),
    );

  it('is listed field by field and level by level, in the order item, level, field', () => {
    const before = edition({
      'X1-09': { evidence: [idOf(10)], texts: { summary: { ja: '毎日', en: 'Daily' } } },
      'K3-01': { state: 'partial', facts: { completionRate: 91 }, scope: { ja: '本社' } },
      'K1-01': undefined,
    });
    const after = edition({
      'K1-01': { facts: { approver: '社長' } },
      'K3-01': { state: 'implemented', facts: { completionRate: 97.5, timesPerYear: 2 } },
      'X1-09': { evidence: [idOf(11)], texts: { summary: { ja: '毎日', en: 'Every day' } } },
    });
    expect(
      difference(before, after).map(({ item, level, field, change, before: was, after: is }) => [
        item,
        level,
        field,
        change,
        was,
        is,
      ]),
    ).toEqual([
      ['K1-01', 'l1', 'asOf', 'added', undefined, '2027-06-01'],
      ['K1-01', 'l1', 'notStated', 'removed', true, undefined],
      ['K1-01', 'l1', 'state', 'added', undefined, 'implemented'],
      ['K1-01', 'l2', 'assurance', 'added', undefined, 'self'],
      ['K1-01', 'l2', 'notStated', 'removed', true, undefined],
      ['K1-01', 'l3', 'facts.approver', 'added', undefined, '社長'],
      ['K1-01', 'l3', 'notStated', 'removed', true, undefined],
      ['K3-01', 'l1', 'state', 'changed', 'partial', 'implemented'],
      ['K3-01', 'l2', 'scope.ja', 'removed', '本社', undefined],
      ['K3-01', 'l3', 'facts.completionRate', 'changed', 91, '97.5'],
      ['K3-01', 'l3', 'facts.timesPerYear', 'added', undefined, 2],
      ['X1-09', 'l2', 'text.en', 'changed', 'Daily', 'Every day'],
      ...['issued', 'kind', 'length', 'mediaType', 'sha256', 'title.ja'].map((field) => [
        'X1-09',
        'l4',
        `evidence.${idOf(10)}.${field}`,
        'removed',
        expect.anything(),
        undefined,
      ]),
      ...['expires', 'kind', 'length', 'mediaType', 'sha256', 'title.en'].map((field) => [
        'X1-09',
        'l4',
        `evidence.${idOf(11)}.${field}`,
        'added',
        undefined,
        expect.anything(),
      ]),
    ]);
  });

  it('sees a decision to disclose, and a list as a whole', () => {
    const before = edition({ 'X1-08': { facts: { sources: ['proxy', 'cloud'] }, notDisclosed: ['public'] } });
    const after = edition({ 'X1-08': { facts: { sources: ['cloud'] } } });
    expect(difference(before, after).map(({ level, field, change }) => `${level} ${field} ${change}`)).toEqual([
      'l1 asOf added',
      'l1 notDisclosed removed',
      'l1 state added',
      'l3 facts.sources changed',
    ]);
  });

  it('says nothing about what one side was not shown, but tells of own items that came or went', () => {
    const full = edition({ 'K1-01': { scope: { ja: '全社' } }, 'C-OT1': {} });
    const { l1 } = full['K1-01'] as LevelValues;
    expect(difference({ 'K1-01': { l1 }, 'C-OT1': full['C-OT1'] ?? {} }, full)).toEqual([]);
    expect(difference({ 'K1-01': {} }, full).map(({ item, level, field }) => `${item} ${level} ${field}`)).toEqual([
      'C-OT1 l1 asOf',
      'C-OT1 l1 state',
      'C-OT1 l2 assurance',
      'C-OT1 l3 notStated',
      'C-OT1 l4 notStated',
    ]);
  });

  it('of an edition to itself is empty; the other way round it is the same list with added and removed exchanged', () => {
    const change = fc.record(
      {
        state: fc.constantFrom('implemented' as const, 'partial' as const),
        scope: fc.record({ ja: fc.constantFrom('全社', '本社'), en: fc.constantFrom('All', 'Head office') }),
        facts: fc.dictionary(fc.constantFrom('timesPerYear', 'completionRate'), fc.nat(3)),
        notDisclosed: fc.constantFrom<[] | ['detail']>([], ['detail']),
      },
      { requiredKeys: [] },
    );
    const any = fc
      .dictionary(fc.constantFrom('K3-01', 'X1-09', 'C-A'), fc.option(change, { nil: undefined }))
      .map(edition);
    const mirrored = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    fc.assert(
      fc.property(any, any, (one: ComparableEdition, other: ComparableEdition) => {
        expect(difference(one, one)).toEqual([]);
        expect(difference(other, one)).toEqual(
          difference(one, other).map(({ before, after, change: kind, ...rest }) => ({
            ...rest,
            change: mirrored[kind],
            ...(after !== undefined && { before: after }),
            ...(before !== undefined && { after: before }),
          })),
        );
      }),
    );
  });
});
