import { editionsOf } from './company-editions.ts';
import type { CompanyFile, StatedAnswer } from './company-file.ts';

const answer = (more: Partial<StatedAnswer> = {}): StatedAnswer => ({
  state: 'implemented',
  scope: { ja: '全社' },
  asOf: -10,
  assurance: 'self',
  facts: { classLevels: 4, lastInventory: { days: -20 } },
  texts: { public: { ja: '今の公開。' }, summary: { ja: '今の概要。' } },
  notDisclosed: [],
  evidence: [],
  ...more,
});

const file = (earlier: CompanyFile['earlier']): CompanyFile => ({
  company: 'C03',
  answers: { 'K1-05': answer(), 'K1-01': answer({ state: 'partial' }) },
  earlier,
  publishedLatest: -12,
});

it('an earlier edition is the next newer one with what differed: facts by key, texts by level, the rest whole', () => {
  const [first, second, latest] = editionsOf(
    file([
      {
        edition: 2,
        published: -80,
        before: { 'K1-05': { asOf: -90, facts: { classLevels: 3 }, texts: { summary: { ja: '前の概要。' } } } },
      },
      {
        edition: 1,
        published: -170,
        before: { 'K1-05': { facts: { lastInventory: null }, texts: { public: null }, scope: null }, 'K1-01': null },
      },
    ]),
  );
  expect(latest).toMatchObject({ number: 3, published: -12 });
  expect(second).toMatchObject({ number: 2, published: -80 });
  expect(second?.statements['K1-05']).toEqual(
    answer({
      asOf: -90,
      facts: { classLevels: 3, lastInventory: { days: -20 } },
      texts: { public: { ja: '今の公開。' }, summary: { ja: '前の概要。' } },
    }),
  );
  const { scope: _, ...rest } = answer({
    asOf: -90,
    facts: { classLevels: 3 },
    texts: { summary: { ja: '前の概要。' } },
  });
  expect(first).toEqual({ number: 1, published: -170, statements: { 'K1-05': rest } });
});

it('a draft that was never published has no number', () => {
  const { publishedLatest: _, ...draft } = file([]);
  expect(editionsOf(draft)).toMatchObject([{ number: null, published: null }]);
});

it('an item that is put in anew must be whole', () => {
  expect(() => editionsOf(file([{ edition: 1, published: -80, before: { 'K2-01': { asOf: -90 } } }]))).toThrow();
});
