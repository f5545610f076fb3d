import fc from 'fast-check';
import {
  answer,
  answerFor,
  bounds,
  companyItem,
  countryCodes,
  isoDate,
  localText,
  type AnswerInput,
} from './answer.ts';

const id = '0192f0c1-7b7e-7c3a-9a55-0b6f4f6f4d11';
const item = {
  facts: [
    { key: 'lastTest', type: 'date' },
    { key: 'approver', type: 'text' },
    { key: 'publishedUrl', type: 'url' },
    { key: 'count', type: 'integer' },
    { key: 'score', type: 'number' },
    { key: 'coverage', type: 'percent' },
    { key: 'insured', type: 'boolean' },
    { key: 'edr', type: 'state' },
    { key: 'band', type: 'choice', options: ['<1k', '>1m'] },
    { key: 'sources', type: 'multiChoice', options: ['jvn', 'ipa'] },
    { key: 'countries', type: 'countryList' },
    { key: 'contactPoint', type: 'contact' },
    { key: 'certifications', type: 'credentialList' },
  ],
} as const;

const plain: AnswerInput = { state: 'implemented', asOf: '2027-06-15', assurance: 'self' };
const paths = (result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
  result.error?.issues.map((issue) => issue.path.join('.')) ?? [];
const withFacts = (facts: Record<string, unknown>) => paths(answerFor(item).safeParse({ ...plain, facts }));

describe('text', () => {
  it.each([
    ['neither language', {}],
    ['an unknown language', { ja: '方針', fr: 'politique' }],
    ['blanks only', { ja: ' \u3000 ' }],
    ['a null', { ja: 'a\u0000b' }],
    ['an escape', { en: 'a\u001bb' }],
    ['a C1 control', { en: 'a\u0085b' }],
    ['a lone high surrogate', { ja: 'a\ud800' }],
    ['a lone low surrogate', { ja: '\udc00a' }],
    ['a mark that reorders', { ja: '税\u202E抜' }],
    ['too much', { ja: 'あ'.repeat(1001) }],
  ])('refuses %s', (_, text) => expect(localText.safeParse(text).success).toBe(false));

  it.each([
    ['Japanese alone', { ja: '全社\n\t拠点を含む' }],
    ['English alone', { en: 'Whole company' }],
    ['characters outside the basic plane', { ja: '𠮷野家👩‍🏭' }],
  ])('takes %s as it is', (_, text) => expect(localText.parse(text)).toEqual(text));
});

describe('dates', () => {
  it('are real days', () => {
    expect(['2028-02-29', '1900-01-01', '2027-07-31'].every((day) => isoDate.safeParse(day).success)).toBe(true);
    expect(
      ['2027-02-29', '2027-04-31', '2027-7-1', '2027-07-01T00:00:00Z', '0000-01-01', '令和9年7月1日', ''].some(
        (day) => isoDate.safeParse(day).success,
      ),
    ).toBe(false);
  });
});

describe('an answer', () => {
  it('needs only state, date and basis while drafted, and fills in what is empty', () => {
    expect(answer.parse(plain)).toEqual({
      ...plain,
      facts: {},
      texts: {},
      notDisclosed: [],
      evidence: [],
      credentials: [],
    });
  });

  it('may be planned without a date or an alternative without words: that is asked for at submission', () => {
    for (const state of ['planned', 'alternative', 'notApplicable'])
      expect(answer.safeParse({ ...plain, state }).success).toBe(true);
  });

  it('names the field that is wrong', () => {
    expect(paths(answer.safeParse({ ...plain, state: 'done' }))).toEqual(['state']);
    expect(paths(answer.safeParse({ ...plain, texts: { detail: { ja: 'a\u0007' } } }))).toEqual(['texts.detail.ja']);
    expect(paths(answer.safeParse({ ...plain, evidence: [id, id] }))).toEqual(['evidence']);
    expect(paths(answer.safeParse({ ...plain, credentials: [id.toUpperCase()] }))).toEqual(['credentials.0']);
    expect(paths(answer.safeParse({ ...plain, notDisclosed: ['l1'] }))).toEqual(['notDisclosed.0']);
    expect(paths(answer.safeParse({ ...plain, facts: { constructor: 'x' } }))).toEqual(['facts.constructor']);
  });

  it('refuses members it does not know, a prototype among them', () => {
    expect(answer.safeParse({ ...plain, note: 'x' }).success).toBe(false);
    expect(
      answer.safeParse(JSON.parse(`{"state":"partial","asOf":"2027-01-01","assurance":"self","__proto__":{}}`)).success,
    ).toBe(false);
    const facts: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
    expect(answerFor(item).safeParse({ ...plain, facts }).success).toBe(false);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('facts of an item', () => {
  it('take values of their own type', () => {
    const facts = {
      lastTest: '2027-02-02',
      approver: '代表取締役社長',
      publishedUrl: 'https://mizusumashi-ep.example/方針?v=2#top',
      count: 3,
      score: 82.5,
      coverage: 97,
      insured: false,
      edr: 'planned',
      band: '>1m',
      sources: ['ipa', 'jvn'],
      countries: ['JP', 'DE'],
      contactPoint: { name: 'CSIRT窓口', email: 'csirt@mizusumashi-ep.example', phone: '+81 3-0000-0000' },
      certifications: [id],
    };
    expect(answerFor(item).parse({ ...plain, facts }).facts).toEqual(facts);
  });

  it.each([
    ['lastTest', '2027-13-01'],
    ['approver', 'one\ntwo'],
    ['publishedUrl', 'javascript:alert(1)'],
    ['publishedUrl', 'data:text/html,x'],
    ['publishedUrl', '//host.example/x'],
    ['publishedUrl', 'https://user:word@host.example/'],
    ['publishedUrl', 'https://user@host.example/'],
    ['publishedUrl', ' https://host.example/'],
    ['publishedUrl', 'https://host.example\\@evil.example/'],
    ['count', 1.5],
    ['count', -1],
    ['count', '3'],
    ['score', Number.POSITIVE_INFINITY],
    ['score', 1e-9],
    ['coverage', 100.1],
    ['coverage', -1],
    ['insured', 'yes'],
    ['edr', 'done'],
    ['band', '<1K'],
    ['contactPoint', { name: '窓口', fax: '1' }],
    ['contactPoint', { name: '窓口', email: 'csirt@a@b' }],
    ['contactPoint', 'CSIRT'],
    ['certifications', ['iso27001']],
    ['nobodyKnows', 'x'],
  ])('refuse in %s the value %j, and name the fact', (key, value) => {
    const wrong = withFacts({ [key]: value });
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(key === 'nobodyKnows' ? /^facts$/ : new RegExp(`^facts\\.${key}`));
  });

  it.each([
    ['sources', ['ipa', 'ipa']],
    ['sources', ['kev']],
    ['countries', ['JP', 'EU']],
    ['countries', ['jp']],
  ])('refuse in the list %s the values %j', (key, values) => expect(withFacts({ [key]: values })).not.toEqual([]));

  it('know 249 countries', () => expect(new Set(countryCodes).size).toBe(249));
});

describe('an item of one’s own', () => {
  it('has an id that cannot be taken for a catalogue item', () => {
    expect(companyItem.safeParse({ id: 'C-OT1', title: { ja: '工場の無線' } }).success).toBe(true);
    for (const wrong of ['K1-01', 'C-', 'c-ot1', 'C-OT 1'])
      expect(companyItem.safeParse({ id: wrong, title: { ja: 'x' } }).success).toBe(false);
    expect(companyItem.safeParse({ id: 'C-OT1', title: {} }).success).toBe(false);
  });
});

it('takes or refuses whatever is sent, and never throws', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      answer.safeParse(value);
      answerFor(item).safeParse({ ...plain, facts: value });
    }),
  );
});

it('is bounded so that the fullest third level fits one disclosure of 64 KiB', () => {
  const full = (max: number) => ({ ja: '記'.repeat(max), en: '録'.repeat(max) });
  const level = JSON.stringify([
    'x'.repeat(22),
    'l3',
    {
      exceptions: full(bounds.exceptions),
      explanation: full(bounds.explanation),
      text: full(bounds.detail),
      facts: 'x'.repeat(8000),
    },
  ]);
  expect((Buffer.byteLength(level) * 4) / 3).toBeLessThan(64 * 1024);
});
