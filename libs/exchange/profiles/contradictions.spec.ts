import fc from 'fast-check';
import { answer as answerSchema, answerStates, assuranceBases, type Answer, type AnswerInput } from '#contracts/answer';
import { coreCatalogue } from '#exchange/catalogues';
import type { Credential } from '#exchange/credentials';
import { completeness, contradictionRules, contradictions, type EvidenceDescriptor } from './index.ts';

const catalogue = coreCatalogue();
const today = '2027-06-15';
const idOf = (n: number) => `0192f0c1-7b7e-7c3a-9a55-${String(n).padStart(12, '0')}`;

const credentials: Credential[] = [
  { id: idOf(1), scheme: 'iso27001', issued: '2026-02-01' },
  { id: idOf(2), scheme: 'iso27001', issued: '2023-05-30', validUntil: '2026-05-29' },
  { id: idOf(3), scheme: 'scs4', applied: '2027-06-01' },
  { id: idOf(4), scheme: 'security-action-2', issued: '2026-11-02' },
  { id: idOf(5), scheme: 'pmark', issued: '2026-09-01', validUntil: '2031-08-31' },
  { id: idOf(6), scheme: 'scs4', issued: '2027-05-10' },
];
const [HELD, LAPSED, APPLIED, DECLARED, TOO_LONG, LEVEL] = credentials.map(({ id }) => id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

const file = (n: number, expires?: string): EvidenceDescriptor => ({
  id: idOf(n),
  sha256: 'x'.repeat(43),
  length: 1,
  mediaType: 'application/pdf',
  title: { ja: '報告書' },
  kind: 'report',
  expires,
});
const evidence = [file(10), file(11, '2027-06-14')];

/** An answer nobody could object to, with what a case changes. */
const given = (change: Partial<AnswerInput> = {}): Answer =>
  answerSchema.parse({ state: 'implemented', asOf: '2027-06-01', assurance: 'self', ...change });

const found = (item: string, change: Partial<AnswerInput>, others: Record<string, Answer> = {}, held = credentials) =>
  contradictions({ catalogue, answers: { [item]: given(change), ...others }, credentials: held, evidence, today })
    .filter((each) => each.item === item)
    .map(({ rule, field }) => `${rule} ${field}`.trim());

type Case = [rule: string, field: string, item: string, shows: Partial<AnswerInput>, not: Partial<AnswerInput>];
const cases: Case[] = [
  ['planned-without-date', 'targetDate', 'K1-02', { state: 'planned' }, { state: 'planned', targetDate: '2027-12-01' }],
  [
    'target-date-passed',
    'targetDate',
    'K1-02',
    { state: 'planned', targetDate: '2027-06-14' },
    { state: 'planned', targetDate: today },
  ],
  [
    'target-date-passed',
    'targetDate',
    'K1-02',
    { state: 'partial', targetDate: '2027-06-14' },
    { targetDate: '2027-06-14' },
  ],
  ['as-of-in-future', 'asOf', 'K1-02', { asOf: '2027-06-16' }, { asOf: today }],
  ['stale', 'asOf', 'K1-02', { asOf: '2026-06-14' }, { asOf: '2026-06-15' }],
  ['stale', 'asOf', 'K5-05', { asOf: '2026-12-14' }, { asOf: '2026-12-15' }],
  [
    'restore-test-too-old',
    'facts.lastRestoreTest',
    'X1-09',
    { facts: { lastRestoreTest: '2025-11-20' } },
    { facts: { lastRestoreTest: '2027-02-02' } },
  ],
  [
    'restore-test-too-old',
    'facts.lastRestoreTest',
    'X1-09',
    { facts: { lastRestoreTest: '2026-06-14' } },
    { state: 'partial', facts: { lastRestoreTest: '2025-11-20' } },
  ],
  ['restore-never-tested', 'facts.lastRestoreTest', 'X1-09', {}, { state: 'notImplemented' }],
  [
    'last-done-too-long-ago',
    'facts.lastHeld',
    'K3-03',
    { facts: { lastHeld: '2025-01-01' } },
    { facts: { lastHeld: '2026-09-01' } },
  ],
  [
    'done-after-as-of',
    'facts.lastTest',
    'K5-04',
    { facts: { lastTest: '2027-06-10' } },
    { facts: { lastTest: '2027-06-01' } },
  ],
  [
    'revised-before-established',
    'facts.lastRevised',
    'K1-01',
    { facts: { established: '2020-04-01', lastRevised: '2019-04-01' } },
    { facts: { established: '2020-04-01', lastRevised: '2020-04-01' } },
  ],
  [
    'insurance-expired',
    'facts.validUntil',
    'X2-05',
    { facts: { insured: true, validUntil: '2027-06-14' } },
    { facts: { insured: true, validUntil: today } },
  ],
  [
    'claimed-but-not-held',
    'facts.certifications',
    'K5-01',
    { facts: { certifications: [HELD, LAPSED] } },
    { facts: { certifications: [HELD] } },
  ],
  [
    'claimed-but-not-held',
    'facts.assessments',
    'K5-03',
    { facts: { assessments: [APPLIED] } },
    { state: 'planned', targetDate: '2028-01-01', facts: { assessments: [APPLIED] } },
  ],
  [
    'certified-without-certificate',
    'assurance',
    'K1-02',
    { assurance: 'certified', credentials: [LAPSED, DECLARED] },
    { assurance: 'certified', credentials: [LAPSED, HELD] },
  ],
  [
    'third-party-without-proof',
    'assurance',
    'K1-02',
    { assurance: 'third-party', credentials: [DECLARED] },
    { assurance: 'third-party', credentials: [LEVEL] },
  ],
  [
    'third-party-without-proof',
    'assurance',
    'K1-02',
    { assurance: 'third-party', credentials: [APPLIED] },
    { assurance: 'third-party', credentials: [APPLIED], evidence: [idOf(10)] },
  ],
  ['relies-on-credential-not-held', 'credentials', 'K1-02', { credentials: [HELD, APPLIED] }, { credentials: [HELD] }],
  [
    'self-declaration-as-certificate',
    'facts.certifications',
    'K5-01',
    { facts: { certifications: [HELD, DECLARED] } },
    { facts: { certifications: [HELD] } },
  ],
  [
    'longer-than-the-scheme',
    'credentials',
    'K5-01',
    { facts: { certifications: [TOO_LONG] } },
    { facts: { certifications: [HELD] } },
  ],
  ['evidence-expired', 'evidence', 'K1-02', { evidence: [idOf(10), idOf(11)] }, { evidence: [idOf(10)] }],
  [
    'evidence-level-empty',
    'evidence',
    'K5-04',
    { assurance: 'third-party' },
    { assurance: 'third-party', notDisclosed: ['evidence'] },
  ],
  [
    'opinion-not-attached',
    'facts.opinionAttached',
    'K5-03',
    { facts: { opinionAttached: true } },
    { facts: { opinionAttached: true }, evidence: [idOf(10)] },
  ],
  [
    'implemented-but-none',
    'facts.coverageHours',
    'K2-06',
    { facts: { coverageHours: 'none' } },
    { facts: { coverageHours: '24x7' } },
  ],
  [
    'implemented-but-none',
    'facts.headcountBand',
    'K2-02',
    { facts: { headcountBand: '0' } },
    { state: 'notImplemented', facts: { headcountBand: '0' } },
  ],
  [
    'implemented-but-none',
    'facts.timesPerYear',
    'K3-01',
    { facts: { timesPerYear: 0 } },
    { facts: { timesPerYear: 1 } },
  ],
  [
    'implemented-but-low',
    'facts.completionRate',
    'K3-01',
    { facts: { completionRate: 0 } },
    { facts: { completionRate: 50 } },
  ],
  [
    'implemented-but-parts-are-not',
    'state',
    'X1-03',
    { facts: { mfaRemote: 'planned', mfaAdmin: 'notImplemented' } },
    { facts: { mfaRemote: 'planned', mfaAdmin: 'implemented' } },
  ],
  [
    'not-implemented-but-facts-say-so',
    'facts.edr',
    'X1-05',
    { state: 'notImplemented', facts: { edr: 'implemented' } },
    { state: 'notImplemented', facts: { edr: 'notImplemented' } },
  ],
  [
    'not-implemented-but-facts-say-so',
    'facts.endpointCoverage',
    'X1-05',
    { state: 'notImplemented', facts: { endpointCoverage: 97 } },
    { state: 'partial', exceptions: { ja: '一部' }, facts: { endpointCoverage: 97 } },
  ],
  [
    'unknown-with-facts',
    'state',
    'K3-01',
    { state: 'unknown', facts: { timesPerYear: 1 } },
    { state: 'unknown', facts: { timesPerYear: 0, coversNonRegular: false } },
  ],
  [
    'not-applicable-with-facts',
    'state',
    'X2-01',
    { state: 'notApplicable', explanation: { ja: '再委託なし' }, facts: { countries: ['VN'] } },
    {
      state: 'notApplicable',
      explanation: { ja: '再委託なし' },
      facts: { tierDepth: 1, subcontracted: false, priorApproval: 'notApplicable' },
    },
  ],
  [
    'unexplained',
    'explanation',
    'K1-02',
    { state: 'alternative' },
    { state: 'alternative', explanation: { ja: '別の方法による' } },
  ],
  ['unexplained', 'explanation', 'K1-02', { state: 'notApplicable' }, { state: 'notImplemented' }],
  [
    'partial-without-exceptions',
    'exceptions',
    'K1-02',
    { state: 'partial' },
    { state: 'partial', exceptions: { ja: '海外拠点' } },
  ],
  [
    'part-exceeds-whole',
    'facts.coveredEntities',
    'K2-04',
    { facts: { coveredEntities: 6, totalEntities: 5 } },
    { facts: { coveredEntities: 5, totalEntities: 5 } },
  ],
  ['part-exceeds-whole', 'facts.score', 'K5-02', { facts: { score: 101, scoreMax: 100 } }, { facts: { score: 82 } }],
  [
    'none-among-others',
    'facts.outsourcedFunctions',
    'K2-02',
    { facts: { outsourcedFunctions: ['none', 'soc'] } },
    { facts: { outsourcedFunctions: ['none'] } },
  ],
  [
    'nothing-to-tell-but-told',
    'facts.countries',
    'X2-01',
    { facts: { subcontracted: false, countries: ['VN'] } },
    { facts: { subcontracted: false, countries: [] } },
  ],
  [
    'nothing-to-tell-but-told',
    'facts.latestDate',
    'X2-04',
    { facts: { count5y: 0, latestDate: '2025-01-01' } },
    { facts: { count5y: 1, latestDate: '2025-01-01' } },
  ],
  [
    'text-at-closed-level',
    'texts.public',
    'K1-02',
    { notDisclosed: ['public'], texts: { public: { ja: '経営会議' } } },
    { notDisclosed: ['detail'], texts: { public: { ja: '経営会議' } } },
  ],
  [
    'wider-level-tells-all',
    'texts.public',
    'K1-02',
    {
      texts: {
        public: { ja: 'なお、年4回、経営会議で審議しています。' },
        detail: { ja: '年４回、経営会議で 審議しています。' },
      },
    },
    { texts: { public: { ja: '審議しています。' }, detail: { ja: '年4回、経営会議で審議しています。' } } },
  ],
  [
    'sensitive-number-in-open-text',
    'texts.summary',
    'K2-05',
    { facts: { criticalPartners: 1380 }, texts: { summary: { ja: '重要な取引先は１,３８０社です。' } } },
    { facts: { criticalPartners: 138 }, texts: { summary: { ja: '取引先1380社のうち重要な先を毎年確認します。' } } },
  ],
];

describe('contradictions', () => {
  it.each(cases)('%s shows in %s of %s', (rule, field, item, shows, not) => {
    expect(found(item, shows)).toContain(`${rule} ${field}`);
    expect(found(item, not).filter((line) => line.startsWith(`${rule} `))).toEqual([]);
  });

  it('a basis of assurance may rest on what the company holds, where the answer refers to nothing', () => {
    const basis = (assurance: 'certified' | 'third-party', ...held: string[]) =>
      found(
        'K1-02',
        { assurance },
        {},
        credentials.filter(({ id }) => held.includes(id)),
      );
    expect(basis('certified', HELD, LAPSED)).toEqual([]);
    expect(basis('third-party', LEVEL)).toEqual([]);
    expect(basis('certified', LAPSED, APPLIED, DECLARED)).toEqual(['certified-without-certificate assurance']);
    expect(basis('certified')).toEqual(['certified-without-certificate assurance']);
    expect(basis('third-party', LAPSED, DECLARED)).toEqual(['third-party-without-proof assurance']);
  });

  it('monitoring-in-and-out looks at two items', () => {
    const outsourced = { 'K2-02': given({ facts: { outsourcedFunctions: ['soc'] } }) };
    expect(found('K2-06', { facts: { operator: 'in-house' } }, outsourced)).toEqual([
      'monitoring-in-and-out facts.operator',
    ]);
    expect(found('K2-06', { facts: { operator: 'in-house' } })).toEqual([]);
    expect(found('K2-06', { facts: { operator: 'mixed' } }, outsourced)).toEqual([]);
  });

  it('every rule is tried above, has its own id, words in both languages, and items that exist', () => {
    const ids = contradictionRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set([...cases.map(([rule]) => rule), 'monitoring-in-and-out'])].sort()).toEqual([...ids].sort());
    for (const { items, words } of contradictionRules) {
      expect(words.ja).toMatch(/。$/);
      expect(words.en).toMatch(/\.$/);
      expect(`${words.ja}${words.en}`).not.toMatch(/下請|親事業者|認定/u);
      if (items !== 'all') expect(items.filter((id) => !catalogue.items.some((item) => item.id === id))).toEqual([]);
    }
  });

  it('tables name only facts that exist', () => {
    const sample = (type: string, options: readonly string[] = []) =>
      ({
        date: '2000-01-01',
        choice: options[0],
        multiChoice: options.slice(0, 1),
        boolean: true,
        state: 'implemented',
      })[type] ??
      (type === 'text' || type === 'url'
        ? 'https://x.example'
        : type.endsWith('List')
          ? []
          : type === 'contact'
            ? { name: 'x' }
            : 0);
    for (const { id, facts } of catalogue.items) {
      const values = Object.fromEntries(facts.map(({ key, type, options }) => [key, sample(type, options)]));
      for (const line of contradictions({
        catalogue,
        answers: { [id]: given({ facts: values as Answer['facts'] }) },
        credentials,
        evidence,
        today,
      })) {
        const [, key] = /^facts\.(\w+)$/.exec(line.field) ?? [];
        if (key !== undefined) expect(facts.map((fact) => fact.key)).toContain(key);
      }
    }
  });

  it('an answer nobody could object to has none, and an empty profile has none', () => {
    expect(found('K1-02', {})).toEqual([]);
    expect(contradictions({ catalogue, answers: {}, credentials, evidence, today })).toEqual([]);
  });

  it('a company’s own item is asked what can be asked of it', () => {
    expect(found('C-OT1', { state: 'planned', asOf: '2020-01-01' })).toEqual(['planned-without-date targetDate']);
  });

  it('come in the order of the catalogue, however the answers were stored', () => {
    const wrong = given({ state: 'planned' });
    const list = contradictions({
      catalogue,
      answers: { 'C-A': wrong, 'X1-01': wrong, 'K1-01': wrong },
      credentials,
      evidence,
      today,
    });
    expect(list.map(({ item, severity }) => [item, severity])).toEqual([
      ['K1-01', 'contradiction'],
      ['X1-01', 'contradiction'],
      ['C-A', 'contradiction'],
    ]);
  });

  it('whatever is answered, looking for them throws nothing and changes nothing', () => {
    const item = fc.constantFrom(...catalogue.items.map(({ id }) => id));
    const date = fc.constantFrom('1999-12-31', '2026-06-15', today, '2028-02-29');
    const value = fc.oneof(
      date,
      fc.nat(200),
      fc.boolean(),
      fc.constantFrom('none', '0', 'in-house'),
      fc.constant(['none', 'soc']),
      fc.constant([HELD]),
    );
    const facts = fc.dictionary(
      fc.constantFrom(...catalogue.items.flatMap((each) => each.facts.map(({ key }) => key))),
      value,
    );
    fc.assert(
      fc.property(
        item,
        fc.constantFrom(...answerStates),
        fc.constantFrom(...assuranceBases),
        date,
        facts,
        (id, state, assurance, asOf, stated) => {
          const answers = { [id]: given({ state, assurance, asOf, facts: stated as Answer['facts'] }) };
          const before = JSON.stringify(answers);
          const profile = { catalogue, answers, credentials, evidence, today };
          const list = [...contradictions(profile), ...completeness(profile)];
          expect(list.every(({ field, words }) => typeof field === 'string' && words.ja !== '')).toBe(true);
          expect(JSON.stringify(answers)).toBe(before);
        },
      ),
    );
  });
});

describe('what stops submission', () => {
  const stops = (answers: Record<string, Answer>, more = {}) =>
    completeness({ catalogue, answers, credentials, evidence, today, ...more }).map(({ rule, item, field }) =>
      `${rule} ${item} ${field}`.trim(),
    );

  it('is an empty profile, but not an unanswered item', () => {
    expect(stops({})).toEqual(['nothing-answered']);
    expect(stops({ 'K1-01': given() })).toEqual([]);
  });

  it('is what the catalogue requires for a state', () => {
    expect(
      stops({
        'K1-01': given({ state: 'planned' }),
        'K1-02': given({ state: 'alternative' }),
        'K1-03': given({ state: 'notApplicable' }),
        'K1-04': given({ state: 'partial' }),
      }),
    ).toEqual([
      'target-date-needed K1-01 targetDate',
      'explanation-needed K1-02 explanation',
      'explanation-needed K1-03 explanation',
    ]);
  });

  it('is a value the item does not allow, named', () => {
    expect(
      stops({
        'K1-01': given({ facts: { established: 'long ago', colour: 'red' } }),
        'K3-01': given({ facts: { completionRate: 101 } }),
      }),
    ).toEqual([
      'value-not-allowed K1-01 facts.established',
      'value-not-allowed K1-01 facts',
      'value-not-allowed K3-01 facts.completionRate',
    ]);
  });

  it('is a reference to nothing', () => {
    expect(stops({ 'K5-01': given({ facts: { certifications: [idOf(99)] }, evidence: [idOf(98)] }) })).toEqual([
      'credential-missing K5-01 credentials',
      'evidence-missing K5-01 evidence',
    ]);
  });

  it('is an item nobody has, but not a company’s own', () => {
    const answers = { 'C-OT1': given(), 'K9-99': given() };
    expect(stops(answers)).toEqual(['unknown-item C-OT1', 'unknown-item K9-99']);
    expect(stops(answers, { companyItems: [{ id: 'C-OT1', title: { ja: '工場の無線' } }] })).toEqual([
      'unknown-item K9-99',
    ]);
    expect(stops({ constructor: given() } as unknown as Record<string, Answer>)).toEqual(['unknown-item constructor']);
  });
});
