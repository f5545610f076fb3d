import fc from 'fast-check';
import { bind, DAY, items, level, NOW, ports, scope, world } from '../../test/vectors/given.ts';
import { nodeCrypto } from './crypto-node.ts';
import { decodeBase64url } from './base64url.ts';
import {
  checkEdition,
  completeEdition,
  cutPresentation,
  type EditionInput,
  editionHash,
  type Level,
  NOT_DISCLOSED,
  NOT_STATED,
  prepareEdition,
  viewOf,
  wholeEdition,
} from './index.ts';

const json = (segment: string | undefined) => JSON.parse(Buffer.from(segment ?? '', 'base64url').toString());
const payloadOf = (jwt: string) => json(jwt.split('.')[1]);
const decoded = (disclosure: string | undefined) => json(disclosure);

describe('an edition', () => {
  const given = world({ items: items(6) });
  const { edition } = given;

  it('keeps its disclosures in a fixed order: the approver, then each item with its four levels', () => {
    expect(decoded(edition.disclosures[0]).slice(1)).toEqual(['approver', { ja: '導線 みお' }]);
    expect(edition.disclosures).toHaveLength(1 + 5 * 6);
    for (const [index] of edition.itemIds.entries()) {
      const names = edition.disclosures.slice(1 + index * 5, 6 + index * 5).map((each) => decoded(each)[1]);
      expect(names).toEqual(['n', 'l1', 'l2', 'l3', 'l4']);
    }
  });

  it('shows item ids and nothing else about items, and always hides the same number of levels', () => {
    const payload = payloadOf(edition.jwt);
    expect(Object.keys(payload.items)).toEqual(edition.itemIds);
    for (const id of edition.itemIds) expect(payload.items[id]).toEqual({ _sd: [expect.any(String)] });
    expect(payload.wf).toEqual({
      v: 1,
      ver: 1,
      cat: given.input.catalogue,
      approval: { title: { ja: '取締役 品質・情報担当' }, at: NOW - 11 * DAY, self: false },
    });
    for (let at = 1; at < edition.disclosures.length; at += 5) {
      const digests = decoded(edition.disclosures[at])[2]._sd;
      expect(digests).toHaveLength(4);
      expect([...digests].sort()).toEqual(digests);
    }
  });

  it('uses 128 fresh bits for every salt', () => {
    const again = world({ items: items(6) });
    const salts = [...edition.disclosures, ...again.edition.disclosures].map((each) => decoded(each)[0]);
    expect(new Set(salts).size).toBe(salts.length);
    for (const salt of salts) expect(decodeBase64url(salt, 'salt')).toHaveLength(16);
  });

  it.each([0, 1, 7, 8, 9, 16])('hides %i company items among decoys, always a multiple of eight', (count) => {
    const companyItems = Array.from({ length: count }, (_, index) => ({
      id: `own-${index}`,
      title: { ja: `自社項目${index}` },
      levels: [level('a'), level('b'), level('c'), level('d')] as const,
    }));
    const { edition, signer } = world({ companyItems });
    const elements = payloadOf(edition.jwt).items_x.map((each: { '...': string }) => each['...']);
    expect(elements).toHaveLength(Math.max(8, Math.ceil(count / 8) * 8));
    expect([...elements].sort()).toEqual(elements);
    expect(edition.itemIds).toHaveLength(5 + count);
    return checkEdition(edition, signer.jwk, nodeCrypto).then((opened) => {
      expect(opened.companyItems.map(({ id }) => id).sort()).toEqual(companyItems.map(({ id }) => id).sort());
    });
  });

  it('shows a company item only to whom it is granted, and never says how many there are', () => {
    const own = (id: string) => ({
      id,
      title: { en: id },
      levels: [level('a'), level('b'), level('c'), level('d')] as const,
    });
    const { edition } = world({ companyItems: [own('own-b'), own('own-a')] });
    expect(viewOf(cutPresentation(edition, scope({})), nodeCrypto.sha256).companyItems).toEqual([]);
    const view = viewOf(cutPresentation(edition, scope({ 'own-b': 1 })), nodeCrypto.sha256);
    expect(view.companyItems).toMatchObject([{ id: 'own-b', title: { en: 'own-b' }, level: 1 }]);
    const both = viewOf(wholeEdition(edition), nodeCrypto.sha256);
    expect(both.companyItems.map(({ id }) => id)).toEqual(['own-a', 'own-b']);
  });

  it('gives the reader a view in which withheld, not stated and not disclosed stay distinct', () => {
    const view = viewOf(cutPresentation(edition, scope({ 'K1-01': 2, 'K1-04': 3 })), nodeCrypto.sha256);
    expect(view.items.map(({ id, level }) => [id, level])).toEqual([
      ['K1-01', 2],
      ['K1-02', 0],
      ['K1-03', 0],
      ['K1-04', 3],
      ['K1-05', 0],
      ['K1-06', 0],
    ]);
    expect(view.items[0]?.levels).toEqual({
      public: { is: 'stated', value: level('K1-01 l1') },
      summary: { is: 'stated', value: level('K1-01 l2') },
      detail: { is: 'withheld' },
      evidence: { is: 'withheld' },
    });
    expect(view.items[3]?.levels).toEqual({
      public: { is: 'notStated' },
      summary: { is: 'notStated' },
      detail: { is: 'notDisclosed' },
      evidence: { is: 'withheld' },
    });
    expect(view.approval).toEqual({
      title: { ja: '取締役 品質・情報担当' },
      at: '2027-06-04T03:00:00Z',
      self: false,
      name: { ja: '導線 みお' },
    });
  });

  it('keeps the approver name back when the scope says so', () => {
    const cut = cutPresentation(edition, { ...scope({ 'K1-01': 1 }), approver: false });
    expect(viewOf(cut, nodeCrypto.sha256).approval.name).toBeUndefined();
    expect(cut).not.toContain(edition.disclosures[0]);
  });

  it('cuts the same bytes for the same scope, in whatever order it was written', () => {
    const one = cutPresentation(edition, scope({ 'K1-01': 2, 'K1-05': 1 }));
    const other = cutPresentation(edition, scope({ 'K1-05': 1, 'K1-02': 0, 'K1-01': 2 }));
    expect(other).toBe(one);
    expect(() => cutPresentation(edition, scope({ 'K9-99': 1 }))).toThrow('claim-invalid');
  });

  it('shows exactly what a scope covers, for any scope', () => {
    const levels = fc.constantFrom<Level[]>(0, 1, 2, 3, 4);
    const scopes = fc
      .dictionary(fc.constantFrom(...edition.itemIds), levels)
      .map((each) => new Map(Object.entries(each)));
    fc.assert(
      fc.property(scopes, (granted) => {
        const view = viewOf(cutPresentation(edition, { items: granted }), nodeCrypto.sha256);
        for (const item of view.items) expect(item.level).toBe(granted.get(item.id) ?? 0);
      }),
      { numRuns: 50 },
    );
  });

  it('is chained to the one before by the hash of its issuer JWT', () => {
    const hash = editionHash(edition.jwt, nodeCrypto.sha256);
    const next = world({ number: 2, previous: hash });
    expect(viewOf(wholeEdition(next.edition), nodeCrypto.sha256).previous).toBe(hash);
    expect(() => world({ number: 2 })).toThrow('wf.prev');
    expect(() => world({ number: 1, previous: hash })).toThrow('wf.prev');
  });

  it('takes a signature as bytes or as base64url, and only of the right size', () => {
    const signature = given.signer.sign(given.prepared.signingInput);
    const text = Buffer.from(signature).toString('base64url');
    expect(completeEdition(given.prepared, text)).toEqual(completeEdition(given.prepared, signature));
    expect(() => completeEdition(given.prepared, new Uint8Array(70))).toThrow('64 bytes');
  });

  describe.each(ports)('on %s', (_, crypto) => {
    it.each(['ES256', 'Ed25519'] as const)('passes its own check before publishing, signed with %s', async (alg) => {
      const { edition, signer } = world({}, alg);
      const opened = await checkEdition(edition, signer.jwk, crypto);
      expect(opened.items.map(({ level }) => level)).toEqual([4, 4, 4, 4, 4]);
    });

    it('is refused when somebody else has signed it', async () => {
      const { edition } = world();
      await expect(checkEdition(edition, world().signer.jwk, crypto)).rejects.toMatchObject({
        code: 'signature-invalid',
      });
    });
  });

  const refused: [string, Partial<EditionInput>][] = [
    ['a float', { items: [{ id: 'K1-01', levels: [{ share: 0.5 }, NOT_STATED, NOT_STATED, NOT_STATED] }] }],
    [
      'an integer beyond 2^53',
      { items: [{ id: 'K1-01', levels: [{ n: 2 ** 53 }, NOT_STATED, NOT_STATED, NOT_STATED] }] },
    ],
    ['a lone surrogate', { items: [{ id: 'K1-01', levels: [{ t: '\ud800' }, NOT_STATED, NOT_STATED, NOT_STATED] }] }],
    [
      'undefined',
      { items: [{ id: 'K1-01', levels: [{ t: undefined as never }, NOT_STATED, NOT_STATED, NOT_STATED] }] },
    ],
    ['a Date', { items: [{ id: 'K1-01', levels: [{ t: new Date(0) as never }, NOT_STATED, NOT_STATED, NOT_STATED] }] }],
    ['a reserved name', { items: [{ id: 'K1-01', levels: [{ a: { _sd: [] } }, NOT_STATED, NOT_STATED, NOT_STATED] }] }],
    ['three dots', { items: [{ id: 'K1-01', levels: [{ a: [{ '...': 'x' }] }, NOT_STATED, NOT_STATED, NOT_STATED] }] }],
    [
      'two answers at once',
      { items: [{ id: 'K1-01', levels: [{ ...NOT_STATED, ...NOT_DISCLOSED }, NOT_STATED, NOT_STATED, NOT_STATED] }] },
    ],
    ['an item id twice', { items: [...items(1), ...items(1)] }],
    [
      'an item id that is a number',
      { items: [{ id: '10', levels: [NOT_STATED, NOT_STATED, NOT_STATED, NOT_STATED] }] },
    ],
    ['more than 400 days', { expiresAt: NOW + 391 * DAY }],
    ['a time with a fraction', { issuedAt: NOW - 0.5 }],
    ['an http issuer', { issuer: 'http://exchange.example/c/c03' }],
    ['a title without words', { approval: { title: {}, at: NOW, self: false, name: { ja: '名' } } }],
  ];
  it.each(refused)('is not made from %s', (_, overrides) => {
    expect(() => world(overrides)).toThrow(/claim-invalid|name-reserved/);
  });

  it('survives any text, odd characters included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (text) => {
        const { edition } = world({ items: [{ id: 'K1-01', levels: [{ text }, NOT_STATED, NOT_STATED, NOT_STATED] }] });
        const view = viewOf(wholeEdition(edition), nodeCrypto.sha256);
        expect(view.items[0]?.levels.public).toEqual({ is: 'stated', value: { text } });
      }),
      { numRuns: 30 },
    );
  });

  it('is prepared without waiting, and can be stored as plain data meanwhile', () => {
    const prepared = prepareEdition(given.input, nodeCrypto);
    expect(JSON.parse(JSON.stringify(prepared))).toEqual(prepared);
    expect(bind(given, cutPresentation(edition, scope({})))).toMatch(/^[\w.~-]+$/);
  });
});
