import type { GivenCompany } from '../support/given.ts';
import { OwnKey } from '../support/own-key.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let company: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  company = await world.given.company();
});
afterAll(() => world?.close());

const jwks = async (of: GivenCompany): Promise<string[]> =>
  ((await world.nobody.get(`/c/${of.id}/jwks.json`)).body?.keys ?? []).map((key: { kid: string }) => key.kid);
const states = async (of: GivenCompany): Promise<Record<string, string>> => {
  const { items } = (await of.client.get('/v1/keys')).body;
  return Object.fromEntries(items.map((key: { kid: string; state: string }) => [key.kid, key.state]));
};

test('the private half of a key held here is never stored in the clear', async () => {
  const kid = await world.given.signingKey(company);
  const { rows } = await world.database.admin.query(
    `select s.wrapped, c.wrapped as company from key_secrets s join company_keys c using (organization_id) where s.kid = $1`,
    [kid],
  );
  expect(rows).toHaveLength(1);
  // PKCS #8 names its algorithm: the object identifier of P-256 would be in there.
  const p256 = Buffer.from('06082a8648ce3d030107', 'hex');
  expect([rows[0].wrapped.includes(p256), rows[0].company.length > 32]).toEqual([false, true]);
  const listed = await company.client.get('/v1/keys');
  expect(listed.text).not.toMatch(/"d"/);
});

test('one key follows another with an overlap; what is retired stays checkable, what is compromised does not', async () => {
  const one = await world.given.company();
  const [first, second, third] = [
    await world.given.signingKey(one),
    await world.given.signingKey(one),
    await world.given.signingKey(one),
  ];
  expect((await jwks(one)).sort()).toEqual([first, second, third].sort());

  const retired = await one.client.post(`/v1/keys/${first}/retirement`);
  expect(retired.body).toMatchObject({ kid: first, state: 'retired', can: { retire: false, compromise: true } });
  expect((await one.client.post(`/v1/keys/${first}/retirement`)).body.code).toBe('already-done');
  const since = new Date(Date.now() - 60_000).toISOString();
  const reported = await one.client.post(`/v1/keys/${second}/compromise`, { since });
  expect(reported.body).toMatchObject({ kid: second, state: 'compromised', compromisedSince: since });
  expect((await one.client.post(`/v1/keys/${second}/compromise`, { since })).body.code).toBe('already-done');

  expect((await jwks(one)).sort()).toEqual([first, third].sort());
  expect(await states(one)).toEqual({ [first]: 'retired', [second]: 'compromised', [third]: 'active' });
  const history = (await world.nobody.get(`/c/${one.id}/keys`)).body.keys;
  expect(history).toHaveLength(3);
  expect(history.find((key: { kid: string }) => key.kid === second)).toMatchObject({ compromisedSince: since });

  const { rows } = await world.database.admin.query(`select kid from key_secrets where organization_id = $1`, [one.id]);
  expect(rows).toEqual([{ kid: third }]);
});

test('a compromise to come is refused', async () => {
  const kid = await world.given.signingKey(company);
  const since = new Date(Date.now() + 3_600_000).toISOString();
  const refused = await company.client.post(`/v1/keys/${kid}/compromise`, { since });
  expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/since']);
  expect((await states(company))[kid]).toBe('active');
});

describe('a key of the company’s own', () => {
  let key: OwnKey;
  beforeAll(() => {
    key = new OwnKey();
  });
  afterAll(() => key.forget());

  test('is registered by whoever shows to have its private half, and by nobody else', async () => {
    const thief = await world.given.company();
    const good = await key.registration(company.client);
    const another = new OwnKey();
    const foreignChallenge = await key.registration(thief.client);
    const cases: [string, object, string][] = [
      ['a proof by another key', { ...good, proof: another.sign(good.challenge) }, '/proof'],
      [
        'a challenge for another key',
        await another.registration(company.client).then((its) => ({ ...good, ...pick(its) })),
        '/challenge',
      ],
      ['a challenge of another company', { ...good, ...pick(foreignChallenge) }, '/challenge'],
      [
        'a challenge made up',
        { ...good, challenge: 'warifu-key-registration:1:AAAA', proof: key.sign('x') },
        '/challenge',
      ],
      ['a private key', { ...good, publicJwk: { ...key.publicJwk, d: 'A'.repeat(43) } }, '/publicJwk/d'],
      ['coordinates off the curve', { ...good, publicJwk: { ...key.publicJwk, x: 'A'.repeat(43) } }, '/publicJwk'],
    ];
    for (const [what, body, pointer] of cases) {
      const refused = await company.client.post('/v1/keys', body);
      expect([what, refused.status, refused.body.errors[0].pointer]).toEqual([what, 400, pointer]);
    }
    another.forget();
    const registered = await company.client.post('/v1/keys', good);
    expect(registered.body).toMatchObject({ custody: 'own', algorithm: 'ES256', state: 'active' });

    const again = await company.client.post('/v1/keys', await key.registration(company.client));
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    const byThief = await thief.client.post('/v1/keys', await key.registration(thief.client));
    expect([byThief.status, byThief.body.code]).toEqual([409, 'conflict']);
    expect(await jwks(thief)).toEqual([]);
  });

  test('is never registered twice, not even after it was retired', async () => {
    const one = await world.given.company();
    const own = new OwnKey();
    const { kid } = (await one.client.post('/v1/keys', await own.registration(one.client))).body;
    await one.client.post(`/v1/keys/${kid}/retirement`);
    expect((await one.client.post('/v1/keys', await own.registration(one.client))).body.code).toBe('conflict');
    const tries = await Promise.all(Array.from({ length: 10 }, () => registerNew(one, own)));
    expect(tries.every((status) => status === 409)).toBe(true);
    own.forget();
  });

  test('that was lost is replaced by an owner or approver, and the record says so', async () => {
    const one = await world.given.company();
    const administrator = await world.given.member(one.id, ['administrator']);
    const lost = await world.given.signingKey(one);
    const refused = await administrator.client.post(`/v1/keys/${lost}/replacement`, { custody: 'exchange' });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    const replaced = await one.client.post(`/v1/keys/${lost}/replacement`, { custody: 'exchange' });
    expect(replaced.status).toBe(201);
    expect(await states(one)).toEqual({ [lost]: 'retired', [replaced.body.kid]: 'active' });
    expect((await one.client.post(`/v1/keys/${lost}/replacement`, { custody: 'exchange' })).body.code).toBe(
      'already-done',
    );
    const { rows } = await world.database.admin.query(
      `select event, detail from ledger_entries where organization_id = $1 order by id desc limit 2`,
      [one.id],
    );
    expect(rows).toEqual([
      { event: 'key.added', detail: { kid: replaced.body.kid, custody: 'exchange', replaces: lost } },
      { event: 'key.retired', detail: { kid: lost, lost: true } },
    ]);
  });
});

test('another company’s key cannot be retired, reported or replaced', async () => {
  const stranger = await world.given.company();
  const kid = await world.given.signingKey(company);
  const since = new Date(Date.now() - 1000).toISOString();
  for (const [what, body] of [
    ['retirement', undefined],
    ['compromise', { since }],
    ['replacement', { custody: 'exchange' }],
  ] as const) {
    expect([what, (await stranger.client.post(`/v1/keys/${kid}/${what}`, body)).status]).toEqual([what, 404]);
  }
  expect((await states(company))[kid]).toBe('active');
});

describe('what is public', () => {
  test('may be kept for five minutes, and is not sent again unchanged', async () => {
    await world.given.signingKey(company);
    for (const path of [
      `/.well-known/jwt-vc-issuer/c/${company.id}`,
      `/c/${company.id}/jwks.json`,
      `/c/${company.id}/keys`,
      '/trust.json',
    ]) {
      const first = await world.nobody.get(path);
      expect([path, first.status, first.headers.get('cache-control')]).toEqual([path, 200, 'public, max-age=300']);
      expect(first.headers.get('access-control-allow-origin')).toBe('*');
      const again = await world.nobody.get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
      expect([path, again.status, again.text]).toEqual([path, 304, '']);
    }
    const metadata = (await world.nobody.get(`/.well-known/jwt-vc-issuer/c/${company.id}`)).body;
    const issuer = `${world.origin}/c/${company.id}`;
    expect(metadata).toEqual({ issuer, jwks_uri: `${issuer}/jwks.json` });
  });

  test('is the same nothing for a company without a key and for no company', async () => {
    const keyless = await world.given.company();
    for (const path of [
      (id: string) => `/.well-known/jwt-vc-issuer/c/${id}`,
      (id: string) => `/c/${id}/jwks.json`,
      (id: string) => `/c/${id}/keys`,
    ]) {
      const [one, none] = [
        await world.nobody.get(path(keyless.id)),
        await world.nobody.get(path('01a205f7-0000-7000-8000-000000000000')),
      ];
      expect([one.status, none.status, one.body.detail]).toEqual([404, 404, none.body.detail]);
      expect(one.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('the trust file has who published, only them, and follows a change of key; the same bytes until then', async () => {
    const published = await world.given.company();
    await world.given.publishedEdition(published);
    const draft = await world.given.company();
    await world.given.signingKey(draft);
    const read = async () => {
      const { text, body } = await world.nobody.get('/trust.json');
      const { organizations } = JSON.parse(Buffer.from(body.trust.split('.')[1], 'base64url').toString());
      const of = (company: GivenCompany) =>
        organizations.find((each: { iss: string }) => each.iss.endsWith(company.id));
      return { text, published: of(published), draft: of(draft) };
    };
    const first = await read();
    expect(first.draft).toBeUndefined();
    expect(first.published.keys).toHaveLength(1);
    expect((await read()).text).toBe(first.text);

    const { kid } = first.published.keys[0];
    await published.client.post(`/v1/keys/${kid}/retirement`);
    const next = await read();
    expect(next.published.keys[0]).toMatchObject({ kid, until: expect.any(Number) });
    expect(next.text).not.toBe(first.text);
  });
});

const pick = ({ challenge, proof }: { challenge: string; proof: string }) => ({ challenge, proof });
const registerNew = async (of: GivenCompany, own: OwnKey) =>
  (await of.client.post('/v1/keys', await own.registration(of.client))).status;
