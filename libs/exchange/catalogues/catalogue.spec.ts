import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { testDataPath } from '../../../test/test-data.ts';
import { findItem, itemsMappedTo } from './catalogue.ts';
import { coreCatalogue } from './core-catalogue.ts';
import { CatalogueInvalid, digestOf, readCatalogue } from './read-catalogue.ts';

const file = readFileSync(join(__dirname, 'data/sd-core-1.yaml'), 'utf8');
const catalogue = coreCatalogue();

/** The published file with one thing changed. Paths are looked up loosely: a test that misses its target must fail. */
function changed(change: (data: ReturnType<typeof parse>) => void) {
  const data = parse(file);
  change(data);
  return stringify(data);
}

const problemsOf = (change: (data: ReturnType<typeof parse>) => void) => {
  try {
    readCatalogue(changed(change));
  } catch (error) {
    if (error instanceof CatalogueInvalid) return error.problems.join('\n');
    throw error;
  }
  return '';
};

describe('the catalogue we ship', () => {
  it('is edition 1 of sd-core, with 45 items in seven sections, five of them core', () => {
    expect([catalogue.id, catalogue.edition, catalogue.status]).toEqual(['sd-core', '1', 'published']);
    expect(catalogue.items).toHaveLength(45);
    expect(new Set(catalogue.items.map(({ id }) => id)).size).toBe(45);
    expect(catalogue.sections.filter(({ core }) => core).map(({ id }) => id)).toEqual(['K1', 'K2', 'K3', 'K4', 'K5']);
    expect(catalogue.items.filter(({ core }) => core)).toHaveLength(29);
  });

  it('never changes: signed editions name it by this digest', () => {
    expect(catalogue.digest).toBe('Vz-c6wQ3xS48XYBpc1uXz0qvMg0S-whfbeVfaINutBc');
  });

  it('has a digest of its content, not of its layout', () => {
    const relaid = stringify(parse(file), { indent: 4, lineWidth: 40 });
    expect(readCatalogue(`# another comment\n${relaid}`).digest).toBe(catalogue.digest);
    expect(readCatalogue(changed((data) => (data.sections[0].items[0].title.ja += '。'))).digest).not.toBe(
      catalogue.digest,
    );
    expect(digestOf({ b: [1, 'あ'], a: { d: true, c: null } })).toBe(
      digestOf({ a: { c: null, d: true }, b: [1, 'あ'] }),
    );
  });

  it('cannot be changed by those who use it', () => {
    expect(() => Object.assign(catalogue.items[0] ?? {}, { reviewMonths: 99 })).toThrow(TypeError);
    expect(Object.isFrozen(findItem(catalogue, 'X2-05')?.facts[0])).toBe(true);
  });

  it('finds items by id and by what they map to', () => {
    expect(findItem(catalogue, 'X1-09')?.title.ja).toBe('バックアップと復元試験');
    expect(findItem(catalogue, 'C-OT1')).toBeUndefined();
    expect(itemsMappedTo(catalogue, 'csf20', 'GV.PO-01').map(({ id }) => id)).toEqual(['K1-01']);
    expect(itemsMappedTo(catalogue, 'ipa25', '25').map(({ id }) => id)).toEqual(['K1-01', 'K1-03']);
    expect(itemsMappedTo(catalogue, 'nobody', 'x')).toEqual([]);
  });

  it('uses no word the product never uses', () => expect(file).not.toMatch(/下請|親事業者|認定/u));

  it('says what planned, alternative and not applicable need', () => {
    expect(catalogue.answerStates.filter(({ requires }) => requires).map(({ id, requires }) => [id, requires])).toEqual(
      [
        ['planned', ['targetDate']],
        ['alternative', ['explanation']],
        ['notApplicable', ['explanation']],
      ],
    );
  });
});

describe('a wrong catalogue is refused, and every problem is named', () => {
  it.each<[string, RegExp, (data: ReturnType<typeof parse>) => void]>([
    ['an item missing', /itemCount is 45, but there are 44/, (data) => data.sections[0].items.pop()],
    ['an id twice', /item K1-01 occurs twice/, (data) => (data.sections[0].items[1].id = 'K1-01')],
    ['an item in another section', /K9-01: is not in the section/, (data) => (data.sections[0].items[0].id = 'K9-01')],
    [
      'a fact twice',
      /K1-01: fact established occurs twice/,
      (data) => (data.sections[0].items[0].facts[1].key = 'established'),
    ],
    [
      'a reserved fact key',
      /facts\[0\]\.key: reserved name/,
      (data) => (data.sections[0].items[0].facts[0].key = 'constructor'),
    ],
    ['an unknown fact type', /facts\[0\]\.type/, (data) => (data.sections[0].items[0].facts[0].type = 'money')],
    [
      'a choice without options',
      /dedicated: a choice needs options/,
      (data) => delete data.sections[1].items[0].facts[2].options,
    ],
    [
      'a date with options',
      /established: a date has no options/,
      (data) => (data.sections[0].items[0].facts[0].options = ['a', 'b']),
    ],
    [
      'an option twice',
      /option of dedicated shared occurs twice/,
      (data) => data.sections[1].items[0].facts[2].options.push('shared'),
    ],
    ['a level missing', /levels\.detail/, (data) => delete data.sections[0].items[0].levels.detail],
    ['a level in one language', /levels\.detail\.en/, (data) => delete data.sections[0].items[0].levels.detail.en],
    ['an unknown framework', /K1-01: maps to csf21/, (data) => (data.sections[0].items[0].maps.csf21 = ['GV.PO-01'])],
    ['a framework without edition', /frameworks\[0\]\.edition/, (data) => delete data.frameworks[0].edition],
    [
      'an unknown kind of evidence',
      /K1-01: selfie is not a kind/,
      (data) => data.sections[0].items[0].levels.evidence.kinds.push('selfie'),
    ],
    ['no review period', /reviewMonths/, (data) => (data.sections[0].items[0].reviewMonths = 0)],
    ['an exposure missing', /defaultExposure/, (data) => delete data.sections[0].items[0].defaultExposure.insurer],
    ['a state missing', /answer states are/, (data) => data.answerStates.pop()],
    ['levels in another order', /disclosure levels are/, (data) => data.disclosureLevels.reverse()],
    ['a member nobody knows', /Unrecognized key/, (data) => (data.sections[0].items[0].weight = 3)],
  ])('%s', (_, problem, change) => expect(problemsOf(change)).toMatch(problem));

  it('two problems at once', () => {
    expect(
      problemsOf((data) => {
        data.sections[0].items[0].maps.csf21 = ['x'];
        data.sections[0].items[1].id = 'K1-03';
      }).split('\n'),
    ).toHaveLength(2);
  });
});

const statusList = testDataPath('catalogues/nist/csf20-subcategory-status.csv');
const withData = existsSync(statusList) ? describe : describe.skip;

withData('against the published CSF 2.0 core (WARIFU_TEST_DATA)', () => {
  const active = () =>
    new Set(
      readFileSync(statusList, 'utf8')
        .split('\n')
        .filter((row) => row.split(',')[3] === 'active')
        .map((row) => row.split(',')[0]),
    );

  it('maps only to subcategories in force, and says rightly how many there are', () => {
    const known = active();
    expect(catalogue.frameworks.find(({ key }) => key === 'csf20')?.activeUnits).toBe(known.size);
    const wrong = catalogue.items.flatMap(({ id, maps }) =>
      (maps.csf20 ?? []).filter((unit) => !known.has(String(unit))).map((unit) => `${id}: ${unit}`),
    );
    expect(wrong).toEqual([]);
  });
});
