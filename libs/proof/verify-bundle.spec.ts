import fc from 'fast-check';
import {
  bind,
  bundle,
  DAY,
  EXCHANGE,
  items,
  key,
  NONCE,
  NOW,
  ports,
  READER,
  scope,
  trustOf,
  trustText,
  type World,
  world,
} from '../../test/vectors/given.ts';
import { nodeCrypto } from './crypto-node.ts';
import {
  bundleText,
  cutPresentation,
  type Level,
  type OrganizationKey,
  readTrust,
  trustFileText,
  type TrustFile,
  verifyBundle,
} from './index.ts';

describe.each(ports)('the verdict on a bundle, on %s', (_, crypto) => {
  const given = world();
  const file = bundle(given);
  const verify = async (text: string, options: object = {}) =>
    verifyBundle(Buffer.from(text), { trust: await trustOf(given), now: NOW, ...options }, crypto);

  it('is genuine, and says everything a reader asks', async () => {
    const verdict = await verify(file, { audience: READER, nonce: NONCE });
    expect(verdict).toMatchObject({
      authentic: true,
      current: true,
      reasons: ['genuine'],
      asOf: '2027-06-15T03:00:00Z',
      notes: ['not-logged', 'operator-could-sign'],
      signer: {
        established: true,
        names: { ja: 'ミズスマシ電装株式会社', en: 'Mizusumashi Denso-Parts' },
        assurance: { kind: 'vouched', by: 'アオバズク自動車株式会社' },
        custody: 'exchange',
      },
      approval: { title: { ja: '取締役 品質・情報担当' }, self: false, name: { ja: '導線 みお' } },
      edition: { number: 1, id: given.input.id, hash: nodeCrypto.sha256(given.edition.jwt) },
      reader: {
        audience: READER,
        expected: true,
        delivery: { terms: { id: 'default' }, expiresAt: '2027-07-15T03:00:00Z', ledger: { sequence: 42 } },
      },
      trust: { issuer: EXCHANGE, signedBy: given.registrar.kid },
    });
    expect(verdict.items).toEqual({
      opened: [
        { id: 'K1-01', level: 'summary' },
        { id: 'K1-04', level: 'evidence' },
      ],
      withheld: ['K1-02', 'K1-03', 'K1-05'],
      notStated: ['public', 'summary', 'evidence'].map((level) => ({ id: 'K1-04', level })),
      notDisclosed: [{ id: 'K1-04', level: 'detail' }],
      counts: { opened: 2, withheld: 3, notStated: 3, notDisclosed: 1 },
    });
  });

  it('without a trust file is consistent at best, and the signer not established', async () => {
    const verdict = await verify(file, { trust: undefined });
    expect(verdict).toMatchObject({ authentic: false, current: false, reasons: ['signer-not-established'] });
    expect(verdict.signer).toEqual({ issuer: given.input.issuer, established: false });
  });

  it('is no for a forgery complete with its own keys, receipt and trust file', async () => {
    const forged = world();
    expect(await verify(bundle(forged))).toMatchObject({ authentic: false, reasons: ['key-unknown'] });
    const own = await trustOf(forged);
    expect(own.signedBy).not.toBe((await trustOf(given)).signedBy);
    await expect(readTrust(trustText(forged), crypto, { registrar: given.registrar.kid })).rejects.toMatchObject({
      code: 'trust-invalid',
    });
  });

  it('expires at the exact second, and names it', async () => {
    const bare = bind(given, cutPresentation(given.edition, scope({})));
    const { expiresAt } = given.input;
    expect(await verify(bare, { now: expiresAt - 1 })).toMatchObject({ current: true });
    expect(await verify(bare, { now: expiresAt })).toMatchObject({
      authentic: true,
      current: false,
      reasons: ['edition-expired'],
    });
    expect(await verify(file, { now: expiresAt })).toMatchObject({ reasons: ['edition-expired', 'delivery-ended'] });
  });

  it('ends with the delivery: the copy stays genuine, the right to use it does not', async () => {
    expect(await verify(file, { now: NOW + 30 * DAY - 1 })).toMatchObject({ current: true });
    expect(await verify(file, { now: NOW + 30 * DAY })).toMatchObject({ authentic: true, reasons: ['delivery-ended'] });
  });

  it('begins when it was made, give or take a minute of clock', async () => {
    expect(await verify(file, { now: NOW - 60 - 60 })).toMatchObject({ current: true });
    expect(await verify(file, { now: NOW - 60 - 61 })).toMatchObject({
      authentic: true,
      reasons: ['edition-not-yet-valid'],
    });
  });

  it('holds the reader to audience, nonce and (when asked) age', async () => {
    expect(await verify(file, { audience: 'https://other.example' })).toMatchObject({ reasons: ['audience-mismatch'] });
    expect(await verify(file, { nonce: 'other' })).toMatchObject({ reasons: ['nonce-mismatch'] });
    const bare = cutPresentation(given.edition, scope({ 'K1-01': 1 }));
    expect(await verify(bare)).toMatchObject({
      current: true,
      notes: expect.arrayContaining(['no-key-binding', 'no-receipt']),
    });
    expect(await verify(bare, { audience: READER })).toMatchObject({ reasons: ['key-binding-missing'] });
    const old = bind(given, bare, { issuedAt: NOW - 301 });
    expect(await verify(old, { keyBindingMaxAge: 300 })).toMatchObject({ reasons: ['key-binding-stale'] });
    expect(await verify(old, { keyBindingMaxAge: 301 })).toMatchObject({ reasons: ['genuine'] });
  });

  it('refuses a receipt for another delivery', async () => {
    const changes = [
      { presentationHash: nodeCrypto.sha256('other') },
      { audience: 'https://other.example' },
      { edition: 2 },
      { issuedAt: NOW - 60 - 601 },
    ];
    for (const receipt of changes) {
      expect(await verify(bundle(given, { receipt }))).toMatchObject({
        authentic: false,
        reasons: ['receipt-mismatch'],
      });
    }
    expect(await verify(bundle(given, { receipt: { issuer: 'https://other.example' } }))).toMatchObject({
      reasons: ['issuer-unknown'],
    });
    const swapped = {
      ...JSON.parse(file),
      receipt: JSON.parse(bundle({ ...given, registrar: key('Ed25519') })).receipt,
    };
    expect(await verify(bundleText(swapped))).toMatchObject({ reasons: ['key-unknown'] });
  });

  it('refuses a bundle with more, less or other members, and says of other files that they are none', async () => {
    const { receipt: _gone, ...less } = JSON.parse(file);
    expect(await verify(JSON.stringify(less))).toMatchObject({ reasons: ['claim-missing'] });
    expect(await verify(file.replace('{', '{"more":1,'))).toMatchObject({ reasons: ['claim-unknown'] });
    expect(await verify(file.replace('"v":1', '"v":2'))).toMatchObject({ reasons: ['malformed'] });
    expect(await verify(file.replace('{', '{"v":1,'))).toMatchObject({ reasons: ['json'] });
    for (const other of ['', '{}', '[]', 'hello', '\u0000\u0001', '{"a":1}']) {
      expect(await verify(other)).toMatchObject({ authentic: false, reasons: ['not-a-disclosure'] });
    }
  });

  it('forgives a line break at the end of the file and nothing inside', async () => {
    expect(await verify(`${file}\r\n`)).toMatchObject({ current: true });
    expect(await verify(file.replace('~', '\\n~'))).toMatchObject({ authentic: false });
  });

  it('says that the trust file at hand is another than the one the bundle was made against', async () => {
    const trust = await trustOf(given, { issuedAt: NOW });
    expect((await verify(file, { trust })).notes).toContain('other-trust-file');
  });

  it('calls an edition nobody else approved by its name', async () => {
    const alone = world({ approval: { ...given.input.approval, self: true } });
    const trust = await trustOf(alone);
    expect((await verify(bundle(alone), { trust })).notes).toContain('self-approved');
  });
});

describe.each(ports)('the key history, on %s', (_, crypto) => {
  const given = world();
  const iat = given.input.issuedAt;
  const file = bundle(given);
  const verdictWith = async (change: Partial<OrganizationKey>) => {
    const [only] = given.organization.keys as [OrganizationKey];
    const organizations = [{ ...given.organization, keys: [{ ...only, ...change }] }];
    const trust = await trustOf(given, { organizations });
    return verifyBundle(Buffer.from(file), { trust, now: NOW }, crypto);
  };

  it('decides by the time of signing: `from` included, `until` not', async () => {
    expect(await verdictWith({ from: iat })).toMatchObject({ authentic: true });
    expect(await verdictWith({ from: iat + 1 })).toMatchObject({ reasons: ['key-outside-its-time'] });
    expect(await verdictWith({ until: iat + 1 })).toMatchObject({ authentic: true });
    expect(await verdictWith({ until: iat })).toMatchObject({ reasons: ['key-outside-its-time'] });
  });

  it('refuses what is signed since a compromise, and marks what says it is older', async () => {
    expect(await verdictWith({ compromisedSince: iat })).toMatchObject({
      authentic: false,
      reasons: ['key-compromised'],
    });
    const before = await verdictWith({ compromisedSince: iat + 1 });
    expect(before).toMatchObject({ authentic: true });
    expect(before.notes).toContain('key-reported-compromised-later');
  });

  it('tells custody: a key of the company’s own takes the operator out of it', async () => {
    const own = await verdictWith({ custody: 'own' });
    expect(own.signer?.custody).toBe('own');
    expect(own.notes).not.toContain('operator-could-sign');
  });

  it('refuses a kid that is not its key’s thumbprint', async () => {
    const other = key();
    expect(await verdictWith({ jwk: other.jwk })).toMatchObject({ reasons: ['trust-invalid'] });
  });
});

describe.each(ports)('a trust file, on %s', (_, crypto) => {
  const given = world();
  const text = trustText(given);

  it('is read from its JSON form or from the bare JWS, with the same hash', async () => {
    const bare = await readTrust(text, crypto);
    const wrapped = await readTrust(Buffer.from(`${trustFileText(text)}\n`), crypto);
    expect(wrapped).toEqual(bare);
    expect(bare).toMatchObject({ issuer: EXCHANGE, signedBy: given.registrar.kid, hash: nodeCrypto.sha256(text) });
    expect(bare.organizations).toEqual([given.organization]);
  });

  const registrarKey = { kid: given.registrar.kid, jwk: given.registrar.jwk, from: NOW - DAY * 2 };
  const refused: [string, Partial<TrustFile>, string][] = [
    ['a registrar key it does not list', { registrarKeys: [] }, 'key-unknown'],
    [
      'a registrar key out of its time',
      { registrarKeys: [{ ...registrarKey, until: NOW - DAY }] },
      'key-outside-its-time',
    ],
    [
      'another key under the registrar’s kid',
      { registrarKeys: [{ ...registrarKey, jwk: key().jwk }] },
      'trust-invalid',
    ],
    ['an organization twice', { organizations: [given.organization, given.organization] }, 'trust-invalid'],
    [
      'a private key',
      { registrarKeys: [{ ...registrarKey, jwk: { ...registrarKey.jwk, d: 'x' } as never }] },
      'trust-invalid',
    ],
    ['no names', { organizations: [{ ...given.organization, names: {} }] }, 'trust-invalid'],
    [
      'an unknown assurance',
      { organizations: [{ ...given.organization, assurance: { kind: 'sure' as never } }] },
      'trust-invalid',
    ],
  ];
  it.each(refused)('is refused with %s', async (_name, overrides, code) => {
    await expect(readTrust(trustText(given, overrides), crypto)).rejects.toMatchObject({ code });
  });

  it.each(['', '{}', 'x.y.z', '{"v":1}', '{"v":2,"trust":"x"}'])('%j is none', async (text) => {
    await expect(readTrust(text, crypto)).rejects.toMatchObject({ name: 'ProofError' });
  });
});

describe('properties', () => {
  const given: World = world({ items: items(4) });

  it.each(ports)('any single flipped byte in a bundle makes it not authentic, on %s', async (_, crypto) => {
    const trust = await trustOf(given);
    const bytes = Buffer.from(bundle(given));
    expect(await verifyBundle(bytes, { trust, now: NOW }, crypto)).toMatchObject({ current: true });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] as number) ^ mask;
        const verdict = await verifyBundle(flipped, { trust, now: NOW }, crypto);
        expect([at, mask, verdict.authentic, verdict.current]).toEqual([at, mask, false, false]);
      }),
      { numRuns: 1500, examples: [[bytes.length - 1, 0x7d ^ 0x20]] },
    );
  });

  it.each(ports)('any cut of any scope verifies, and says exactly what is withheld, on %s', async (_, crypto) => {
    const trust = await trustOf(given);
    const level = fc.constantFrom<Level[]>(0, 1, 2, 3, 4);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...given.edition.itemIds), level),
        fc.boolean(),
        async (entries, approver) => {
          const cut = cutPresentation(given.edition, { items: new Map(Object.entries(entries)), approver });
          const verdict = await verifyBundle(Buffer.from(bundle(given, { cut })), { trust, now: NOW }, crypto);
          expect(verdict).toMatchObject({ authentic: true, current: true });
          expect(verdict.items?.withheld).toEqual(given.edition.itemIds.filter((id) => !entries[id]));
          expect(verdict.approval?.name !== undefined).toBe(approver);
        },
      ),
      { numRuns: 60 },
    );
  });
});
