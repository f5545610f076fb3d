import { type Answer, answerFor, type LocalText } from '#contracts/answer';
import { coreCatalogue, findItem } from '#exchange/catalogues';
import { addDays } from '#exchange/credentials';
import { inspect } from '#exchange/evidence';
import { completeness, contradictions, type EvidenceDescriptor, isStale, type ProfileState } from '#exchange/profiles';
import { type CompanyKey, statingKeys } from './companies.ts';
import { type DemoEdition, editionsOf } from './company-editions.ts';
import { readCompanyFile, type StatedAnswer } from './company-file.ts';
import { credentialsOf, recorded } from './credentials.ts';
import { evidencePage } from './evidence-page.ts';
import { demoSignIns } from './sign-ins.ts';
import { answerOf } from './stated-answer.ts';

const today = '2027-06-15';
const catalogue = coreCatalogue();
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const world = new Map<CompanyKey, DemoEdition[]>();
beforeAll(() => {
  for (const key of statingKeys) world.set(key, editionsOf(readCompanyFile(key)));
});
const latestOf = (key: CompanyKey) => world.get(key)?.at(-1) as DemoEdition;
const everyEdition = () => [...world].flatMap(([key, editions]) => editions.map((edition) => ({ key, edition })));

/** A company's profile as it would stand on a day, with ids of our own. */
function profileOf(key: CompanyKey, { statements }: DemoEdition, on: string): ProfileState {
  const credentials = credentialsOf(key).map((each, at) => ({
    called: each.called,
    ...(each.carries ? { carries: each.carries } : {}),
    credential: { id: idOf(at), ...recorded(each, today) },
  }));
  const evidence: EvidenceDescriptor[] = [];
  const evidenceId: Parameters<typeof answerOf>[2]['evidenceId'] = (_, { title, kind, issued, expires }) => {
    const day = (offset: number | undefined) => (offset === undefined ? undefined : addDays(today, offset));
    const file = { sha256: '', length: 1, mediaType: 'application/pdf', title, kind };
    evidence.push({ ...file, id: idOf(1000 + evidence.length), issued: day(issued), expires: day(expires) });
    return evidence.at(-1)?.id ?? '';
  };
  const answers: Record<string, Answer> = {};
  for (const [item, stated] of Object.entries(statements)) {
    const schema = answerFor({ facts: findItem(catalogue, item)?.facts ?? [] });
    answers[item] = schema.parse(answerOf(item, stated, { today, on, credentials, evidenceId }));
  }
  return { catalogue, answers, credentials: credentials.map(({ credential }) => credential), evidence, today: on };
}

/** What demo-world.md counts: answered (at least) and stale items, and editions. */
const figures: readonly [CompanyKey, answered: number, stale: number, editions: number][] = [
  ['C01', 45, 0, 2],
  ['C02', 30, 0, 1],
  ['C03', 44, 3, 5],
  ['C04', 38, 9, 2],
  ['C05', 45, 1, 3],
  ['C06', 40, 2, 1],
  ['C07', 41, 4, 3],
  ['C08', 29, 6, 2],
  ['C09', 11, 8, 0],
  ['C12', 43, 0, 4],
];

it.each(figures)('%s answers %i items or more, %i of them stale, in %i editions', (key, answered, stale, editions) => {
  const latest = latestOf(key);
  expect(Object.keys(latest.statements).length).toBeGreaterThanOrEqual(answered);
  expect(latest.number ?? 0).toBe(editions);
  const staleOn = (day: string) =>
    Object.entries(latest.statements).filter(([id, { asOf }]) =>
      isStale(findItem(catalogue, id), { asOf: addDays(day, asOf) }, day),
    ).length;
  // Months differ in length: whatever day it is loaded on, it is the same number.
  for (let n = 0; n < 1500; n++) expect([n, staleOn(addDays('2026-01-01', n))]).toEqual([n, stale]);
});

it('every edition can be submitted, on its day, with nothing in it that came later', () => {
  for (const { key, edition } of everyEdition()) {
    const on = addDays(today, edition.published ?? 0);
    const profile = profileOf(key, edition, on);
    expect([key, edition.number, completeness(profile)]).toEqual([key, edition.number, []]);
    const later = Object.entries(profile.answers).filter(([, { asOf }]) => asOf > on);
    expect([key, edition.number, later.map(([item]) => item)]).toEqual([key, edition.number, []]);
    const issuedLater = profile.evidence.filter(({ issued }) => issued !== undefined && issued > on);
    expect([key, edition.number, issuedLater]).toEqual([key, edition.number, []]);
    const kinds = profile.evidence.filter(({ kind }) => !catalogue.evidenceKinds.some(({ id }) => id === kind));
    expect(kinds).toEqual([]);
  }
});

it('between one edition and the next 3 to 9 items differ', () => {
  for (const [key, editions] of world) {
    editions.slice(1).forEach(({ statements, number }, at) => {
      const before = editions[at]?.statements ?? {};
      const items = new Set([...Object.keys(before), ...Object.keys(statements)]);
      const changed = [...items].filter((id) => JSON.stringify(before[id]) !== JSON.stringify(statements[id]));
      expect([key, number, changed.length >= 3 && changed.length <= 9]).toEqual([key, number, true]);
    });
  }
});

it('contradicts itself only where a story wants it', () => {
  const found = (on: (edition: DemoEdition) => string) =>
    everyEdition().flatMap(({ key, edition }) =>
      contradictions(profileOf(key, edition, on(edition)))
        .filter(({ rule }) => rule !== 'stale')
        .map(({ rule, item, field }) => `${key} ${edition.number} ${item} ${rule} ${field}`),
    );
  // C04 still listed its lapsed certificate once, and then told openly. The others are items that are stale.
  expect(found(({ published }) => addDays(today, published ?? 0))).toEqual([
    'C04 1 K5-01 claimed-but-not-held facts.certifications',
    'C04 2 K1-05 last-done-too-long-ago facts.lastInventory',
    'C05 3 K4-04 last-done-too-long-ago facts.lastConfirmed',
  ]);
  const now = [...world.keys()].flatMap((key) =>
    contradictions(profileOf(key, latestOf(key), today))
      .filter(({ rule }) => rule !== 'stale')
      .map(({ rule, item }) => `${key} ${item} ${rule}`),
  );
  expect(now).toEqual([
    'C04 K1-05 last-done-too-long-ago',
    'C05 K4-04 last-done-too-long-ago',
    'C06 K4-04 last-done-too-long-ago',
  ]);
});

/** Everything words say in an answer, with where it says it. */
function wordsIn(stated: StatedAnswer): string[] {
  const { scope, exceptions, explanation, texts, evidence } = stated;
  const local: (LocalText | undefined)[] = [scope, exceptions, explanation, texts.public, texts.summary, texts.detail];
  const titles = evidence.map(({ title }) => title);
  return [
    ...[...local, ...titles].flatMap((text) => [text?.ja, text?.en].filter((words) => words !== undefined)),
    ...evidence.flatMap(({ body }) => body),
  ];
}

const sentencesOf = (words: string) =>
  words
    .split(/(?<=。)|(?<=[.!?])\s+/u)
    .map((sentence) =>
      sentence
        .normalize('NFKC')
        .replace(/[\s.。]+/gu, ' ')
        .trim()
        .toLowerCase(),
    )
    .filter((sentence) => sentence !== '');

it('says no sentence twice, in whatever company, item, language or edition; but an item may keep saying it', () => {
  const said = new Map<string, string>();
  const repeated: string[] = [];
  for (const { key, edition } of everyEdition()) {
    for (const [item, stated] of Object.entries(edition.statements)) {
      const here = new Set<string>();
      for (const sentence of wordsIn(stated).flatMap(sentencesOf)) {
        const place = `${key} ${item}`;
        if (here.has(sentence) || (said.get(sentence) ?? place) !== place) {
          repeated.push(`${said.get(sentence)} / ${place}: ${sentence}`);
        }
        here.add(sentence);
        said.set(sentence, place);
      }
    }
  }
  expect(repeated).toEqual([]);
  expect(said.size).toBeGreaterThan(2500);
});

it('keeps to the words that may be used, and to addresses that lead nowhere', () => {
  for (const { key, edition } of everyEdition()) {
    for (const [item, stated] of Object.entries(edition.statements)) {
      const words = wordsIn(stated).join('\n');
      expect([key, item, words.match(/下請|親事業者|認定/gu)]).toEqual([key, item, null]);
      const addresses = JSON.stringify(stated).match(/[\w.-]+@[\w-]+(?:\.[\w-]+)+|https?:\/\/[^"\s/]+/g) ?? [];
      expect(addresses.filter((address) => !address.endsWith('.example'))).toEqual([]);
    }
  }
});

it('the pages of evidence are taken by the inspection, and can be stamped: the longest, the shortest, an English one', async () => {
  const all = everyEdition().flatMap(({ edition }) =>
    Object.values(edition.statements).flatMap(({ evidence }) => evidence),
  );
  const length = ({ body }: (typeof all)[number]) => body.join('').length;
  const sorted = [...all].sort((one, other) => length(one) - length(other));
  const english = all.find(({ title }) => title.ja === undefined);
  expect(new Set(all.map(({ title }) => JSON.stringify(title))).size).toBeGreaterThanOrEqual(30);
  for (const each of [sorted[0], sorted.at(-1), english]) {
    const title = each?.title.ja ?? each?.title.en ?? '';
    const page = await evidencePage({ title, company: '架空の会社', lines: each?.body ?? [], at: new Date() });
    const file = { name: 'page.pdf', mediaType: 'application/pdf', bytes: Buffer.from(page) };
    expect(await inspect(file)).toEqual({ kind: 'pdf', pdf: 'plain' });
  }
}, 60_000);

it('everybody signs in under an address of their own', () => {
  const addresses = demoSignIns().map(({ email }) => email);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses).toContain('mio@mizusumashi-ep.example');
  expect(addresses).toContain('operator@warifu.example');
});
