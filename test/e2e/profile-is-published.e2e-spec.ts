import { randomBytes } from 'node:crypto';
import { uuid } from '../../libs/platform/database/index.ts';
import { decodeBase64url, readTrust, viewOf } from '../../libs/proof/index.ts';
import { nodeCrypto } from '../../libs/proof/crypto-node.ts';
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

test('an approved profile becomes a signed edition whose bytes hold by themselves', async () => {
  const { id, number } = await world.given.publishedEdition(company);
  expect(number).toBe(1);

  const { rows } = await world.database.admin.query(`select * from editions where id = $1`, [id]);
  const [header, payload, signature] = rows[0].issuer_jwt.split('.');
  const { keys } = (await world.nobody.get(`/c/${company.id}/jwks.json`)).body;
  const { kid, alg, use, ...publicJwk } = keys[0];
  expect({ kid, alg, use }).toEqual({ kid: rows[0].kid, alg: 'ES256', use: 'sig' });
  expect(nodeCrypto.verify(publicJwk, `${header}.${payload}`, decodeBase64url(signature, 'signature'))).toBe(true);
  expect(rows[0].hash.toString('base64url')).toBe(nodeCrypto.sha256(rows[0].issuer_jwt));

  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  expect(claims.iss).toBe(`${world.origin}/c/${company.id}`);
  expect(claims.wf).toMatchObject({ ver: 1, approval: { title: { ja: '担当' }, self: true } });
  expect(claims.wf).not.toHaveProperty('prev');
  expect(claims.exp - claims.iat).toBeLessThanOrEqual(400 * 86_400);
  expect(claims.status.status_list.idx).toBeGreaterThanOrEqual(0);
  expect(Object.keys(claims.items)).toHaveLength(45);

  const whole = viewOf(`${rows[0].issuer_jwt}~${rows[0].disclosures}~`, nodeCrypto.sha256);
  expect(whole.approval.name).toEqual({ ja: company.owner.name });
  expect(whole.items.map((item) => item.id)).toEqual(rows[0].item_ids);
  const level = (itemId: string) => whole.items.find((item) => item.id === itemId)?.levels.public;
  expect(level('K1-01')).toMatchObject({ is: 'stated', value: { state: 'implemented' } });
  expect(level('K1-02')).toEqual({ is: 'notStated' });

  const trust = await readTrust((await world.nobody.get('/trust.json')).text, nodeCrypto);
  expect(trust.organizations).toEqual([
    expect.objectContaining({
      iss: claims.iss,
      assurance: { kind: 'operator' },
      keys: [expect.objectContaining({ kid })],
    }),
  ]);
});

const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
const stored = async (of: GivenCompany) => {
  const { rows } = await world.database.admin.query(
    `select * from editions where organization_id = $1 order by number`,
    [of.id],
  );
  return rows;
};

test('each edition names the one before by its hash, and any two can be compared field by field', async () => {
  const one = await world.given.company();
  const text = (ja: string) => ({ texts: { public: { ja } } });
  await world.given.publishedEdition(one, { items: { 'K1-01': text('はじめの文。'), 'K3-01': { state: 'partial' } } });
  await world.given.publishedEdition(one, { items: { 'K1-01': text('次の文。'), 'K4-01': {} } });
  await world.given.publishedEdition(one, { items: { 'K1-01': { ...text('次の文。'), notDisclosed: ['detail'] } } });
  const [first, second, third] = await stored(one);
  expect(claimsOf(second.issuer_jwt).wf.prev).toBe(nodeCrypto.sha256(first.issuer_jwt));
  expect(claimsOf(third.issuer_jwt).wf.prev).toBe(nodeCrypto.sha256(second.issuer_jwt));
  expect([second.revision > first.revision, third.revision > second.revision]).toEqual([true, true]);

  const compare = async (from: number, to: number) =>
    (await one.client.get(`/v1/editions/${to}/difference?from=${from}`)).body.changes;
  const changes = await compare(1, 2);
  expect(changes.filter((change: { item: string }) => change.item === 'K1-01')).toEqual([
    { item: 'K1-01', level: 'l1', field: 'text.ja', change: 'changed', before: 'はじめの文。', after: '次の文。' },
  ]);
  expect(changes.some((change: { item: string }) => change.item === 'K4-01')).toBe(true);
  expect(changes.some((change: { item: string }) => change.item === 'K3-01')).toBe(false);
  expect((await compare(2, 1)).length).toBe(changes.length);
  expect(await compare(2, 2)).toEqual([]);
  expect((await compare(1, 3)).length).toBeGreaterThan(changes.length - 1);

  const { items } = (await one.client.get('/v1/editions?limit=2')).body;
  expect(items.map((edition: { number: number; state: string }) => [edition.number, edition.state])).toEqual([
    [3, 'published'],
    [2, 'superseded'],
  ]);
  const read = (await one.client.get('/v1/editions/3')).body;
  const item = read.content.items.find(({ id }: { id: string }) => id === 'K1-01');
  expect([item.levels.detail.is, item.levels.evidence.is]).toEqual(['notDisclosed', 'notStated']);
});

test('the draft may go on changing; a published edition does not, not even for the application', async () => {
  const one = await world.given.company();
  await world.given.publishedEdition(one);
  const [before] = await stored(one);
  await world.given.answer(one, 'K1-01', { state: 'notImplemented' });
  expect(await stored(one)).toEqual([before]);
  expect((await one.client.get('/v1/profile')).body.published).toMatchObject({ number: 1, changedSince: true });

  await inRoleOf(one, async (query) => {
    for (const statement of [
      `update editions set issuer_jwt = 'x'`,
      `update editions set presentation_key = 'x'`,
      `delete from editions`,
      `update edition_withdrawals set reason = 'x'`,
      `delete from edition_evidence`,
      `update trust_files set jws = 'x'`,
      `delete from status_indexes`,
    ]) {
      await expect(query(statement)).rejects.toThrow(/permission denied/);
    }
  });
  expect(await stored(one)).toEqual([before]);
});

test('of 20 completions of one preparation exactly one publishes, with one record and one job', async () => {
  const one = await world.given.company();
  await world.given.signingKey(one);
  await world.given.approvedProfile(one);
  const { id } = (await one.client.post('/v1/editions/preparation', {})).body;
  const tries = await Promise.all(
    Array.from({ length: 20 }, (_, n) => one.client.post('/v1/editions/completion', n % 2 ? { id } : {})),
  );
  expect(tries.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  expect(await stored(one)).toHaveLength(1);
  const count = (query: string) => world.database.admin.query(query, [one.id]).then(({ rows }) => rows.length);
  expect(await count(`select from ledger_entries where organization_id = $1 and event = 'edition.published'`)).toBe(1);
  expect(
    await count(`select from outbox_messages m join editions e on m.payload ->> 'editionId' = e.id::text
                  where e.organization_id = $1 and m.job = 'editions.cut'`),
  ).toBe(1);
  expect((await one.client.post('/v1/editions/completion', { id })).body.code).toBe('already-done');
  expect((await one.client.post('/v1/editions/completion', {})).body.code).toBe('not-publishable');
});

test('many preparations and completions at once leave numbers without a gap and without a double', async () => {
  const one = await world.given.company();
  await world.given.signingKey(one);
  for (let edition = 1; edition <= 3; edition++) {
    await world.given.approvedProfile(one);
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 3 === 0 ? one.client.post('/v1/editions/completion', {}) : one.client.post('/v1/editions/preparation', {}),
      ),
    );
    await one.client.post('/v1/editions/completion', {});
  }
  expect((await stored(one)).map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('an unverified company drafts and approves, but does not publish', async () => {
  const unknown = await world.given.company({ assurance: 'unverified' });
  await world.given.signingKey(unknown);
  await world.given.approvedProfile(unknown);
  const refused = await unknown.client.post('/v1/editions/preparation', {});
  expect([refused.status, refused.body.code]).toEqual([409, 'not-publishable']);
  await world.database.admin.query(`update organizations set assurance = 'vouched' where id = $1`, [unknown.id]);
  expect((await unknown.client.post('/v1/editions/preparation', {})).status).toBe(200);
  await world.database.admin.query(`update organizations set assurance = 'unverified' where id = $1`, [unknown.id]);
  expect((await unknown.client.post('/v1/editions/completion', {})).body.code).toBe('not-publishable');
});

test('without a key there is nothing to sign with, and the answer says so', async () => {
  const one = await world.given.company();
  await world.given.approvedProfile(one);
  const refused = await one.client.post('/v1/editions/preparation', {});
  expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
});

describe('a company that holds its key itself', () => {
  let own: GivenCompany;
  let key: OwnKey;
  let kid: string;
  beforeAll(async () => {
    own = await world.given.company();
    key = new OwnKey();
    kid = (await own.client.post('/v1/keys', await key.registration(own.client))).body.kid;
  });
  afterAll(() => key.forget());

  test('publishes with a signature made by the example signer', async () => {
    await world.given.approvedProfile(own);
    const prepared = (await own.client.post('/v1/editions/preparation', {})).body;
    expect(prepared).toMatchObject({ number: 1, kid, alg: 'ES256', custody: 'own' });
    const published = await own.client.post('/v1/editions/completion', {
      id: prepared.id,
      signature: key.sign(prepared.signingInput),
    });
    expect(published.body).toMatchObject({ number: 1, id: prepared.id, custody: 'own', state: 'published' });
    expect((await stored(own))[0].issuer_jwt.startsWith(`${prepared.signingInput}.`)).toBe(true);
  });

  test('publishes nothing with any other signature', async () => {
    await world.given.approvedProfile(own);
    const earlier = (await own.client.post('/v1/editions/preparation', {})).body;
    const prepared = (await own.client.post('/v1/editions/preparation', {})).body;
    expect(prepared.number).toBe(2);
    const another = new OwnKey();
    const right = key.sign(prepared.signingInput);
    const flipped = `${right.startsWith('A') ? 'B' : 'A'}${right.slice(1)}`;
    for (const [what, body] of [
      ['none', {}],
      ['of another key', { signature: another.sign(prepared.signingInput) }],
      ['of the replaced preparation', { signature: key.sign(earlier.signingInput) }],
      ['with one bit changed', { signature: flipped }],
      ['of the right length and nothing else', { signature: 'A'.repeat(86) }],
    ] as const) {
      const refused = await own.client.post('/v1/editions/completion', body);
      expect([what, refused.status, refused.body.errors[0].pointer]).toEqual([what, 400, '/signature']);
    }
    another.forget();
    expect((await own.client.post('/v1/editions/completion', { id: earlier.id, signature: right })).status).toBe(404);
    expect(await stored(own)).toHaveLength(1);
    expect((await own.client.post('/v1/editions/completion', { signature: right })).body.number).toBe(2);
  });

  test('cannot publish with a key that was retired in between', async () => {
    await world.given.approvedProfile(own);
    const spare = await world.given.signingKey(own);
    const prepared = (await own.client.post('/v1/editions/preparation', { kid: spare })).body;
    expect(prepared).toMatchObject({ kid: spare, custody: 'exchange' });
    await own.client.post(`/v1/keys/${spare}/retirement`);
    expect((await own.client.post('/v1/editions/completion', {})).body.code).toBe('conflict');
    expect((await own.client.post('/v1/editions/preparation', { kid: spare })).status).toBe(404);
    const again = (await own.client.post('/v1/editions/preparation', { kid })).body;
    const signature = key.sign(again.signingInput);
    expect((await own.client.post('/v1/editions/completion', { signature })).status).toBe(201);
  });
});

test('the titles of a company’s own items are nowhere in the clear part, and their number shows by eights only', async () => {
  const one = await world.given.company();
  await world.given.signingKey(one);
  const secret = '防衛案件の区画';
  const { id } = (await one.client.post('/v1/profile/company-items', { title: { ja: secret } })).body;
  await world.given.answer(one, id);
  await world.given.publishedEdition(one);
  const [row] = await stored(one);
  const claims = claimsOf(row.issuer_jwt);
  expect(JSON.stringify(claims)).not.toContain(secret);
  expect(JSON.stringify(claims)).not.toContain(id);
  expect(claims.items_x).toHaveLength(8);
  const read = (await one.client.get('/v1/editions/1')).body;
  expect(read.content.companyItems).toMatchObject([
    { id, title: { ja: secret }, levels: { public: { is: 'stated' } } },
  ]);
});

test('a withdrawn edition says so, with its reason, once; the one before and its numbers stay', async () => {
  const one = await world.given.company();
  await world.given.publishedEdition(one);
  await world.given.publishedEdition(one);
  const withdrawn = await one.client.post('/v1/editions/2/withdrawal', { reason: '誤りが見つかりました。' });
  expect(withdrawn.body).toMatchObject({
    number: 2,
    state: 'withdrawn',
    withdrawn: { reason: '誤りが見つかりました。' },
  });
  expect((await one.client.post('/v1/editions/2/withdrawal', { reason: '再び' })).body.code).toBe('already-done');
  expect((await one.client.get('/v1/editions/1')).body.state).toBe('superseded');
  expect((await world.given.publishedEdition(one)).number).toBe(3);
  const [, second, third] = await stored(one);
  expect(claimsOf(third.issuer_jwt).wf.prev).toBe(nodeCrypto.sha256(second.issuer_jwt));
});

test('an edition names the evidence it discloses, and not what the company decided to keep', async () => {
  const one = await world.given.company();
  const shown = await evidence(one);
  const kept = await evidence(one);
  const { id } = await world.given.publishedEdition(one, {
    items: {
      'K1-01': { evidence: [shown] },
      'K1-02': { evidence: [kept], notDisclosed: ['evidence'] },
      'K1-03': { evidence: [shown] },
      'K1-04': {},
    },
  });
  const { rows } = await world.database.admin.query(
    `select item_id, evidence_id, organization_id from edition_evidence where edition_id = $1 order by item_id`,
    [id],
  );
  expect(rows).toEqual(
    ['K1-01', 'K1-03'].map((item) => ({ item_id: item, evidence_id: shown, organization_id: one.id })),
  );
  const { items } = (await one.client.get('/v1/editions/1')).body.content;
  const level = (itemId: string) => items.find((item: { id: string }) => item.id === itemId).levels.evidence;
  expect(level('K1-01').value.evidence).toMatchObject([
    { id: shown, length: 10, title: { ja: '規程' }, kind: 'policy' },
  ]);
  expect(Buffer.from(level('K1-01').value.evidence[0].sha256, 'base64url')).toHaveLength(32);
  expect(level('K1-02')).toEqual({ is: 'notDisclosed' });
});

/** A file as it stands in the database; how it gets there is another story. */
async function evidence(of: GivenCompany): Promise<string> {
  const id = uuid();
  await world.database.admin.query(
    `insert into evidence (id, organization_id, title, kind, file_name, media_type, length, sha256, storage_key, wrapped_key, uploaded_by)
     values ($1, $2, '{"ja":"規程"}', 'policy', '規程.pdf', 'application/pdf', 10, $3, 'key', 'x', $4)`,
    [id, of.id, randomBytes(32), of.owner.memberId],
  );
  return id;
}

test('withdrawing destroys the key that bound the edition to readers, and changes nothing else in it', async () => {
  const one = await world.given.company();
  await world.given.publishedEdition(one);
  await world.given.publishedEdition(one);
  const before = await stored(one);
  const asApplication = (statement: string, values: unknown[]) => inRoleOf(one, (query) => query(statement, values));
  await asApplication(`select forget_presentation_key($1)`, [before[0].id]); // not withdrawn: nothing happens
  expect(await stored(one)).toEqual(before);

  await one.client.post('/v1/editions/1/withdrawal', { reason: '誤りが見つかりました。' });
  const after = await stored(one);
  expect(after[0]).toEqual({ ...before[0], presentation_key: Buffer.alloc(0) });
  expect(after[1]).toEqual(before[1]);
});

/** Speaks to the database as the application does for a company, for as long as `use` runs. */
async function inRoleOf<T>(
  of: GivenCompany,
  use: (query: (statement: string, values?: unknown[]) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const client = await world.database.admin.connect();
  try {
    await client.query(`set role warifu_app`);
    await client.query(`select set_config('warifu.organization', $1, false)`, [of.id]);
    return await use((statement, values) => client.query(statement, values));
  } finally {
    await client.query(`reset role`);
    client.release();
  }
}

test('editions of another company are not there', async () => {
  const stranger = await world.given.company();
  const paths = ['/v1/editions/1', '/v1/editions/1/difference?from=1'];
  for (const path of paths) expect([path, (await stranger.client.get(path)).status]).toEqual([path, 404]);
  expect((await stranger.client.post('/v1/editions/1/withdrawal', { reason: 'x' })).status).toBe(404);
  expect((await stranger.client.get('/v1/editions')).body.items).toEqual([]);
  expect((await company.client.get('/v1/editions/1')).body.state).toBe('published');
});

test('a name and a title in Latin letters are said in English', async () => {
  const one = await world.given.company();
  await world.database.admin.query(`update members set title = 'Managing Director' where id = $1`, [
    one.owner.memberId,
  ]);
  await world.given.publishedEdition(one);
  expect(claimsOf((await stored(one))[0].issuer_jwt).wf.approval).toMatchObject({ title: { en: 'Managing Director' } });
});

test('every edition has a place of its own in the status lists', async () => {
  const { rows } = await world.database.admin.query(
    `select status_index, count(*) from editions group by 1 having count(*) > 1`,
  );
  expect(rows).toEqual([]);
});
