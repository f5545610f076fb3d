import { limits } from '../../libs/exchange/access/index.ts';
import { faultOf } from '../../libs/exchange/organizations/index.ts';
import { type NameServer, openNameServer } from '../support/name-server.ts';
import { openWorld, type World } from '../support/world.ts';

let names: NameServer;
let world: World;
beforeEach(async () => {
  names = await openNameServer();
  world = await openWorld({ DNS_SERVERS: names.address });
});
afterEach(async () => {
  await world?.close();
  await names?.close();
});

let base = 100_000_000_000;
const corporateNumber = () => {
  base += 1;
  const fits = [...'123456789'].map((check) => `${check}${base}`).find((number) => !faultOf('jp-corporate', number));
  return fits ?? '';
};
const sql = async (text: string, values: unknown[] = []) => (await world.database.admin.query(text, values)).rows;

test('a company edits itself and its numbers; the field that is wrong is named', async () => {
  const { client, id } = await world.given.company({ assurance: 'unverified' });
  const changed = await client.patch('/v1/organization', {
    names: { ja: '改名株式会社', reading: 'カイメイ' },
    sizeBand: '1-20',
  });
  expect(changed.body).toMatchObject({
    id,
    names: { ja: '改名株式会社', reading: 'カイメイ' },
    sizeBand: '1-20',
    assurance: 'unverified',
  });
  for (const [body, pointer] of [
    [{ names: { reading: 'カイメイ' } }, '/names'],
    [{ sector: 'AB' }, '/sector'],
    [{ timeZone: 'Asia/Nowhere' }, '/timeZone'],
    [{ assurance: 'operator' }, '/assurance'],
    [{ names: { ja: '二\n行' } }, '/names/ja'],
  ] as const) {
    const answer = await client.patch('/v1/organization', body);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
  }
  const number = corporateNumber();
  const wide = number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  const added = await client.post('/v1/organization/identifiers', { scheme: 'jp-corporate', value: ` ${wide}` });
  expect([added.status, added.body.identifiers[0].value]).toEqual([201, number]);
  const wrong = await client.post('/v1/organization/identifiers', { scheme: 'jp-corporate', value: '1234567890123' });
  expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/value']);
  const other = await world.given.company({ assurance: 'unverified' });
  const taken = await other.client.post('/v1/organization/identifiers', { scheme: 'jp-corporate', value: number });
  expect([taken.status, taken.body.errors[0].pointer]).toEqual([409, '/value']);
  expect((await other.client.delete(`/v1/organization/identifiers/${added.body.identifiers[0].id}`)).status).toBe(404);
  expect((await client.delete(`/v1/organization/identifiers/${added.body.identifiers[0].id}`)).status).toBe(204);
});

test('demonstration numbers are taken here, and refused in production', async () => {
  const { client, owner } = await world.given.company({ assurance: 'unverified' });
  const demo = { scheme: 'jp-demo', value: '0100100100003' };
  expect((await client.post('/v1/organization/identifiers', demo)).status).toBe(201);
  const production = await openWorld({
    DATABASE_URL: world.database.appUrl,
    NODE_ENV: 'production',
    PUBLIC_ORIGIN: 'http://127.0.0.1',
  });
  const { port } = production.app.getHttpServer().address() as { port: number };
  const cookie = owner.client.credentials.cookie ?? '';
  const answer = await fetch(`http://127.0.0.1:${port}/v1/organization/identifiers`, {
    method: 'POST',
    headers: { cookie, origin: 'http://127.0.0.1', 'content-type': 'application/json' },
    body: JSON.stringify({ scheme: 'jp-demo', value: '0100100100004' }),
  });
  expect([answer.status, ((await answer.json()) as { errors: unknown[] }).errors]).toMatchObject([
    400,
    [{ pointer: '/value' }],
  ]);
  await production.close();
});

test('once confirmed, a company cannot carry the confirmation over to another name, country, kind or number', async () => {
  const { client } = await world.given.company({ name: 'ホオジロ株式会社', assurance: 'vouched' });
  const own = (await client.get('/v1/organization')).body;
  for (const [body, pointer] of [
    [{ names: { ...own.names, ja: 'アオバズク自動車株式会社' } }, '/names'],
    [{ names: { ja: own.names.ja, en: 'Aobazuku Motors' } }, '/names'],
    [{ country: 'DE' }, '/country'],
    [{ insurer: true }, '/insurer'],
  ] as const) {
    const answer = await client.patch('/v1/organization', body);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([409, pointer]);
  }
  expect(
    (await client.post('/v1/organization/identifiers', { scheme: 'jp-corporate', value: corporateNumber() })).status,
  ).toBe(409);
  expect(
    (await client.patch('/v1/organization', { sizeBand: '5001+', names: { ...own.names, reading: 'ホオジロ' } }))
      .status,
  ).toBe(200);
});

test('a partner is found by exact number or a part of the name, and shows id, names and assurance only', async () => {
  const { client } = await world.given.company({ name: 'サガス株式会社' });
  const target = await world.given.company({ name: '百%_舌鳥\\精機株式会社', assurance: 'unverified' });
  await world.given.company({ name: '百人一首株式会社' });
  const number = corporateNumber();
  await target.client.post('/v1/organization/identifiers', { scheme: 'jp-corporate', value: number });
  const find = async (query: Record<string, string>) => client.get(`/v1/organizations?${new URLSearchParams(query)}`);

  const exact = await find({ scheme: 'jp-corporate', identifier: number });
  expect(exact.body).toEqual({
    items: [{ id: target.id, names: { ja: target.name, en: expect.any(String) }, assurance: 'unverified' }],
    more: false,
  });
  const found = async (name: string) => (await find({ name })).body.items.map(({ id }: { id: string }) => id);
  expect(await found('舌鳥')).toEqual([target.id]);
  expect(await found('%_')).toEqual([target.id]); // signs of a pattern stand for themselves
  expect(await found('鳥\\')).toEqual([target.id]);
  expect(await found('__')).toEqual([]);
  for (const query of [
    { name: '百' },
    {},
    { name: 'ab', identifier: number, scheme: 'lei' },
    { identifier: number },
    { name: 'ab', sort: 'x' },
  ]) {
    expect([query, (await find(query)).status]).toEqual([query, 400]);
  }
  expect((await find({ scheme: 'jp-corporate', identifier: '1234567890123' })).body.errors[0].pointer).toBe(
    'identifier',
  );
  await sql(`update organizations set closed_at = now() where id = $1`, [target.id]);
  expect(await found('舌鳥')).toEqual([]);
  expect((await client.get(`/v1/organizations/${target.id}`)).status).toBe(404);
});

test('2.4.1 looking through the directory is limited by company, and twenty are shown at most', async () => {
  await sql(
    `insert into organizations (id, names, sector, size_band) select gen_random_uuid(), jsonb_build_object('ja', '多数商事' || n), '50', '1-20' from generate_series(1, 25) n`,
  );
  const { client, id } = await world.given.company();
  const many = await client.get('/v1/organizations?name=%E5%A4%9A%E6%95%B0');
  expect([many.body.items.length, many.body.more]).toEqual([20, true]);
  const colleague = await world.given.member(id, ['viewer']);
  const statuses = [];
  for (let at = 0; at < limits['probing.organization'].most; at += 1) {
    statuses.push((await (at % 2 ? client : colleague.client).get('/v1/organizations?name=zz')).status);
  }
  expect([statuses[0], statuses.at(-1)]).toEqual([200, 429]);
  const other = await world.given.company();
  expect((await other.client.get('/v1/organizations?name=zz')).status).toBe(200);
});

test('a known company vouches once; an unknown one cannot, and a stronger proof is never weakened', async () => {
  const voucher = await world.given.company({ name: 'シメ株式会社', assurance: 'domain' });
  const unknown = await world.given.company({ assurance: 'unverified' });
  const target = await world.given.company({ assurance: 'unverified' });
  const vouch = (by: typeof voucher, id: string) => by.client.post(`/v1/organizations/${id}/voucher`);
  expect((await vouch(unknown, target.id)).status).toBe(409);
  expect((await vouch(voucher, voucher.id)).status).toBe(400);
  const done = await vouch(voucher, target.id);
  expect(done.status).toBe(201);
  expect(done.body).toMatchObject({
    assurance: 'vouched',
    vouchedBy: { id: voucher.id, names: { ja: 'シメ株式会社' } },
  });
  expect((await vouch(voucher, target.id)).status).toBe(409);
  const viewer = await world.given.member(voucher.id, ['viewer']);
  expect((await viewer.client.post(`/v1/organizations/${target.id}/voucher`)).status).toBe(403);
  expect(
    await sql(`select organization_id, counterparty_id from ledger_entries where event = 'organization.vouched'`),
  ).toEqual([{ organization_id: target.id, counterparty_id: voucher.id }]);
  for (const assurance of ['domain', 'operator'] as const) {
    const strong = await world.given.company({ assurance });
    expect((await vouch(voucher, strong.id)).body).toMatchObject({ assurance });
  }
});

test('8.4.2 the operator confirms with a reason the company can read, can take it back, and is nobody to a company', async () => {
  const operator = await world.given.operator();
  const target = await world.given.company({ assurance: 'unverified' });
  const path = `/v1/operator/organizations/${target.id}/assurance`;
  expect((await target.client.post(path, { assurance: 'operator', reason: 'x' })).status).toBe(404);
  expect((await world.nobody.post(path, { assurance: 'operator', reason: 'x' })).status).toBe(401);
  expect((await operator.client.post(path, { assurance: 'operator' })).body.errors[0].pointer).toBe('/reason');
  const done = await operator.client.post(path, { assurance: 'operator', reason: '登記事項証明書を確認' });
  expect([done.status, done.body.assurance]).toEqual([200, 'operator']);
  expect((await operator.client.post(path, { assurance: 'operator', reason: 'again' })).status).toBe(409);
  expect(
    await sql(
      `select organization_id, subject_id, detail from ledger_entries where event = 'organization.assured-by-operator'`,
    ),
  ).toEqual([
    {
      organization_id: target.id,
      subject_id: operator.personId,
      detail: { assurance: 'operator', reason: '登記事項証明書を確認' },
    },
  ]);
  expect((await operator.client.post(path, { assurance: 'unverified', reason: '誤り' })).body.assurance).toBe(
    'unverified',
  );
  for (const route of ['/v1/organization', '/v1/members', '/v1/relations'])
    expect((await operator.client.get(route)).status).toBe(403);
  const listed = await operator.client.get('/v1/operator/organizations?limit=1');
  expect(listed.body.items).toMatchObject([{ id: target.id, identifiers: [] }]);
  expect(
    (await operator.client.post(`/v1/operator/organizations/${target.id}/closure`, { reason: '規約違反' })).status,
  ).toBe(204);
  expect((await target.client.get('/v1/session')).status).toBe(401);
});

test('a domain is proved by its DNS record, asked of a real name server, and confirms the company', async () => {
  const { client, id } = await world.given.company({ assurance: 'vouched' });
  const claimed = await client.post('/v1/organization/domains', { name: 'ミズスマシ.EXAMPLE' });
  expect(claimed.status).toBe(201);
  expect(claimed.body).toMatchObject({ name: 'xn--xckdc9lc.example', verified: false, record: { type: 'TXT' } });
  const { record } = claimed.body;
  const check = () => client.post(`/v1/organization/domains/${claimed.body.id}/check`);
  expect((await check()).status).toBe(409);
  expect(names.asked.at(-1)).toBe('_warifu-challenge.xn--xckdc9lc.example');
  names.records.set(record.name, ['v=spf1 -all', `${record.value}x`]);
  expect((await check()).status).toBe(409);
  names.silent = true;
  expect((await check()).status).toBe(503);
  names.silent = false;
  names.records.set(record.name, ['x'.repeat(400), record.value]);
  expect((await check()).body).toMatchObject({ verified: true, verifiedAt: expect.any(String) });
  expect((await client.get('/v1/organization')).body).toMatchObject({ id, assurance: 'domain' });
  expect((await check()).status).toBe(409);
  expect((await client.delete(`/v1/organization/domains/${claimed.body.id}`)).status).toBe(409);
});

test('a domain is verified for one company only, never lowers an operator’s word, and odd names are refused', async () => {
  const one = await world.given.company({ assurance: 'operator' });
  const two = await world.given.company({ assurance: 'unverified' });
  const prove = async ({ client }: typeof one) => {
    const { body } = await client.post('/v1/organization/domains', { name: 'shared.example' });
    names.records.set(body.record.name, [...(names.records.get(body.record.name) ?? []), body.record.value]);
    return client.post(`/v1/organization/domains/${body.id}/check`);
  };
  expect((await prove(one)).status).toBe(200);
  expect((await one.client.get('/v1/organization')).body.assurance).toBe('operator');
  expect((await prove(two)).status).toBe(409);
  expect((await two.client.get('/v1/organization')).body.assurance).toBe('unverified');
  for (const name of [
    'localhost',
    '127.0.0.1',
    'a..example',
    '-a.example',
    'x y.example',
    `${'a'.repeat(64)}.example`,
    '_x.example',
    'http://a.example',
  ]) {
    expect([name, (await two.client.post('/v1/organization/domains', { name })).status]).toEqual([name, 400]);
  }
  const [{ id }] = (await one.client.get('/v1/organization')).body.domains;
  expect((await two.client.post(`/v1/organization/domains/${id}/check`)).status).toBe(404);
  expect((await two.client.delete(`/v1/organization/domains/${id}`)).status).toBe(404);
});

test('a relation is made by either side, seen by both, weighed by the one that orders, and ended by either', async () => {
  const buyer = await world.given.company({ name: 'カイテ株式会社' });
  const seller = await world.given.company({ name: 'ウリテ株式会社' });
  const stranger = await world.given.company();
  const made = await seller.client.post('/v1/relations', { partnerId: buyer.id, kind: 'supply', ourSide: 'to' });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ partner: { id: buyer.id }, ourSide: 'to', can: { change: false, end: true } });
  const { id } = made.body;
  expect(
    (await buyer.client.post('/v1/relations', { partnerId: seller.id, kind: 'supply', ourSide: 'from' })).status,
  ).toBe(409);
  expect(
    (await buyer.client.post('/v1/relations', { partnerId: buyer.id, kind: 'supply', ourSide: 'from' })).body.errors[0]
      .pointer,
  ).toBe('/partnerId');

  expect((await seller.client.patch(`/v1/relations/${id}`, { requiredStar: 3 })).status).toBe(403);
  expect((await buyer.client.patch(`/v1/relations/${id}`, { sharePercent: 50 })).body.errors[0].pointer).toBe(
    '/sharePercent',
  );
  expect((await buyer.client.patch(`/v1/relations/${id}`, { requiredStar: 3, stopsOurWork: true })).body).toMatchObject(
    {
      requiredStar: 3,
      stopsOurWork: true,
      receivesConfidential: false,
    },
  );
  expect((await seller.client.get('/v1/relations')).body.items).toMatchObject([
    { id, requiredStar: 3, partner: { id: buyer.id } },
  ]);
  expect((await stranger.client.get('/v1/relations')).body.items).toEqual([]);
  expect((await stranger.client.post(`/v1/relations/${id}/ending`)).status).toBe(404);
  expect((await stranger.client.patch(`/v1/relations/${id}`, { requiredStar: 1 })).status).toBe(404);

  expect((await seller.client.post(`/v1/relations/${id}/ending`)).status).toBe(204);
  expect((await buyer.client.post(`/v1/relations/${id}/ending`)).status).toBe(409);
  expect((await buyer.client.get('/v1/relations')).body.items).toEqual([]);
  expect((await buyer.client.get('/v1/relations?ended=true&kind=supply')).body.items).toMatchObject([
    { id, can: { change: false, end: false } },
  ]);
  expect(await sql(`select job, payload from outbox_messages`)).toEqual([
    { job: 'grants.end-with-relation', payload: { relationId: id } },
  ]);
  expect((await sql(`select event from ledger_entries order by id`)).map(({ event }) => event)).toEqual([
    'relation.made',
    'relation.changed',
    'relation.ended',
  ]);
});

test('somebody signed in founds a further company and sits there at once; the operator does not', async () => {
  const { client } = await world.given.company();
  const body = { title: '代表', organization: { names: { en: 'Second Venture' }, sector: '39', sizeBand: '1-20' } };
  const answer = await client.post('/v1/organizations', body);
  expect(answer.status).toBe(201);
  expect(answer.body.seats.length).toBe(2);
  expect(answer.body.organization).toMatchObject({ names: { en: 'Second Venture' }, assurance: 'unverified' });
  const operator = await world.given.operator();
  expect((await operator.client.post('/v1/organizations', body)).status).toBe(409);
  expect((await world.nobody.post('/v1/organizations', body)).status).toBe(401);
});
