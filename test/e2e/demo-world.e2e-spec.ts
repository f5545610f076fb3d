import { readTrust, verifyBundle } from '../../libs/proof/index.ts';
import { nodeCrypto } from '../../libs/proof/crypto-node.ts';
import { demoSignIns } from '../../libs/exchange/demo/index.ts';
import type { Client } from '../support/client.ts';
import { demoExchange, type DemoExchange } from '../support/demo-world.ts';

let exchange: DemoExchange;
let loaded: Awaited<ReturnType<DemoExchange['warifu']>>;
const clients = new Map<string, Client>();
beforeAll(async () => {
  exchange = await demoExchange();
  await exchange.warifu(['migrate']);
  loaded = await exchange.warifu(['demo', 'load', '--if-empty']);
  await exchange.open();
}, 300_000);
afterAll(() => exchange?.close());

/** Whoever it is, signed in once. */
async function as(email: string): Promise<Client> {
  const client = clients.get(email) ?? (await exchange.as(email));
  clients.set(email, client);
  return client;
}
const isana = () => as('isana@aobazuku.example');
const sql = async (text: string, ...values: unknown[]) => (await exchange.admin.query(text, values)).rows;
/** Calendar days between then and today in Japan, so that the hour of the run does not matter. */
const dayInJapan = (moment: number) => Math.floor((moment + 9 * 3_600_000) / 86_400_000);
const daysAgo = (moment: string | Date) => dayInJapan(Date.now()) - dayInJapan(new Date(moment).getTime());
const english = (card: { names: { en?: string } } | null) => card?.names.en ?? 'the public';

/** The grants of a company, by whom they are from or to. */
async function grantsOf(client: Client, side: 'given' | 'received') {
  const { body } = await client.get(`/v1/grants?side=${side}&limit=200`);
  const partner = (grant: Grant) => english(side === 'given' ? grant.grantee : grant.grantor);
  return new Map<string, Grant>(body.items.map((grant: Grant) => [partner(grant), grant]));
}
interface Grant {
  readonly id: string;
  readonly state: string;
  readonly grantor: { names: { en?: string } };
  readonly grantee: { names: { en?: string } } | null;
  readonly endsAt: string | null;
  readonly endedAt: string | null;
  readonly label: string;
  readonly items: Record<string, string>;
  readonly pinnedEdition: number | null;
  readonly reason: string | null;
}
const read = (client: Client, grant: Grant | undefined) => client.get(`/v1/grants/${grant?.id}/disclosure`);

test('loads in the time a first start may take, and says what it does', () => {
  const { code, out } = loaded;
  expect([code, out]).toEqual([0, expect.stringMatching(/Loaded in [\d.]+ s/)]);
  expect(out.match(/published to edition/g)).toHaveLength(9);
});

test('twelve companies, confirmed by the operator, and one draft that nobody has published', async () => {
  const companies = await sql(
    `select o.names->>'en' as name, o.assurance, count(e.id)::int as editions,
            (select count(*)::int from draft_answers d where d.organization_id = o.id) as answers
       from organizations o left join editions e on e.organization_id = o.id group by o.id order by o.id`,
  );
  expect(companies.map(({ name, editions, answers }) => `${name} ${editions} ${answers}`)).toEqual([
    'Aobazuku Motors 2 45',
    'Mizusumashi Holdings 1 30',
    'Mizusumashi Denso-Parts 5 44',
    'Mizusumashi Precision 2 38',
    'Mizusumashi Systems 3 45',
    'Mizusumashi Europe GmbH 1 40',
    'Kawarahiwa Interior 3 41',
    'Nanahoshi Plastics 2 29',
    'Kometsuki Plating 0 11',
    'Tsukutsuku General Insurance 0 0',
    'Higurashi Fire and Marine 0 0',
    'Shijukara Cloud 4 43',
  ]);
  expect(new Set(companies.map(({ assurance }) => assurance))).toEqual(new Set(['operator']));
});

test('everybody signs in with the one password and has the roles that are listed', async () => {
  const addresses = (await sql(`select email from people`)).map(({ email }) => email);
  expect(addresses.sort()).toEqual(
    demoSignIns()
      .map(({ email }) => email)
      .sort(),
  );
  for (const email of ['mio@mizusumashi-ep.example', 'greta@mizusumashi-eu.example', 'operator@warifu.example']) {
    const listed = demoSignIns().find((one) => one.email === email);
    const { body } = await (await as(email)).get('/v1/session');
    expect(body.person.name).toBe(listed?.person);
    expect(body.operator).toBe(listed?.key === null);
    if (listed?.key) expect(body.roles).toEqual(listed.roles);
  }
  const { code, out } = await exchange.warifu(['demo', 'sign-ins']);
  expect(code).toBe(0);
  for (const { email } of demoSignIns()) expect(out).toContain(email);
});

test('each company’s own list tells how many answers are stale', async () => {
  const stale = {
    'minoru@aobazuku.example': 0,
    'sosuke@mizusumashi-ep.example': 3,
    'takumi@mizusumashi-pr.example': 9,
    'misaki@mizusumashi-is.example': 1,
    'greta@mizusumashi-eu.example': 2,
    'hiwa@kawarahiwa.example': 4,
    'toru@nanahoshi.example': 6,
    'hajime@kometsuki.example': 8,
    'ren@shijukara-cloud.example': 0,
  };
  for (const [email, count] of Object.entries(stale)) {
    const { body } = await (await as(email)).get('/v1/profile/items');
    expect([email, body.items.filter((item: { stale: boolean }) => item.stale).length]).toEqual([email, count]);
  }
});

test('editions are dated back, approved by somebody else where there is somebody, and in one chain', async () => {
  const mio = await as('mio@mizusumashi-ep.example');
  const { body } = await mio.get('/v1/editions');
  const editions: { number: number; publishedAt: string; selfApproved: boolean; approvedBy: { name: string } }[] =
    body.items;
  expect(editions.map(({ number, publishedAt }) => [number, daysAgo(publishedAt)])).toEqual([
    [5, 12],
    [4, 80],
    [3, 170],
    [2, 255],
    [1, 330],
  ]);
  expect(editions.map(({ selfApproved, approvedBy }) => [selfApproved, approvedBy.name])).toEqual(
    editions.map(() => [false, '導線 みお']),
  );
  const selfApproved = await sql(
    `select distinct o.names->>'en' as name from editions e join organizations o on o.id = e.organization_id where e.self_approved`,
  );
  expect(selfApproved).toEqual([{ name: 'Mizusumashi Precision' }]);
  // The ledger is no part of the dating back: it tells when it was written.
  const [{ oldest }] = await sql(`select min(at) as oldest from ledger_entries`);
  expect(daysAgo(oldest)).toBe(0);
});

test('what lapsed and what is pending never counts as held', async () => {
  const precision = await (await as('takumi@mizusumashi-pr.example')).get('/v1/credentials');
  const holdings = await (await as('nagisa@mizusumashi-hd.example')).get('/v1/credentials');
  const president = await (await as('hajime@kometsuki.example')).get('/v1/credentials');
  const brief = ({ body }: typeof precision) =>
    body.items.map((one: Record<string, unknown>) => [one.scheme, one.state, one.countsAsCertified]);
  expect(brief(precision)).toEqual([
    ['iso27001', 'lapsed', false],
    ['scs3', 'held', true],
  ]);
  expect(brief(holdings)).toEqual([['scs4', 'applied', false]]);
  expect(president.body.items).toMatchObject([{ state: 'held', countsAsCertified: false, reviewSuggested: true }]);
  const denso = await (await as('sosuke@mizusumashi-ep.example')).get('/v1/credentials');
  expect(denso.body.items.find((one: { scheme: string }) => one.scheme === 'iso27001').daysLeft).toBe(46);
});

test('a customer reads what is open, and nothing under what expired or was revoked', async () => {
  const motors = await grantsOf(await isana(), 'received');
  const denso = await read(await isana(), motors.get('Mizusumashi Denso-Parts'));
  expect(denso.status).toBe(200);
  expect(denso.body.edition).toMatchObject({ number: 5 });
  const levels = (id: string) => denso.body.disclosure.items.find((item: { id: string }) => item.id === id).levels;
  expect(levels('K3-01').detail.is).toBe('stated');
  expect(levels('K3-01').evidence.is).toBe('withheld');
  expect(levels('X1-04').summary.is).toBe('stated');
  expect(levels('X1-04').detail.is).toBe('withheld');
  expect((await read(await isana(), motors.get('Shijukara Cloud'))).status).toBe(200);

  const expired = motors.get('Mizusumashi Precision');
  expect(expired).toMatchObject({ state: 'ended', label: 'TLP:AMBER+STRICT' });
  expect(daysAgo(expired?.endedAt ?? '')).toBe(14); // the last day was fifteen days ago
  expect((await read(await isana(), expired)).status).toBe(404);

  const hiwa = await as('hiwa@kawarahiwa.example');
  const revoked = (await grantsOf(hiwa, 'received')).get('Nanahoshi Plastics');
  expect(revoked?.state).toBe('revoked');
  expect(daysAgo(revoked?.endedAt ?? '')).toBe(10);
  expect((await read(hiwa, revoked)).status).toBe(404);
  // What stays is the record that an edition was read before.
  const { body } = await hiwa.get(`/v1/access-records?side=received&grant=${revoked?.id}`);
  expect(body.items.map((record: { edition: number }) => record.edition)).toEqual([1]);
});

test('the insurer sees the edition that was attested, not the one after it', async () => {
  const shigure = await as('shigure@higurashi-ins.example');
  const grant = (await grantsOf(shigure, 'received')).get('Mizusumashi Denso-Parts');
  const mio = await as('mio@mizusumashi-ep.example');
  expect((await grantsOf(mio, 'given')).get('Higurashi Fire and Marine')?.pinnedEdition).toBe(4);
  const answer = await read(shigure, grant);
  expect(answer.body.edition).toMatchObject({ number: 4 });
  const training = answer.body.disclosure.items.find((item: { id: string }) => item.id === 'K3-01').levels;
  expect(training.public.value.state).toBe('partial');
  expect(answer.text).not.toContain('97%');
});

test('headquarters sees its subsidiaries, and not what one of them granted to an outsider', async () => {
  const nagisa = await as('nagisa@mizusumashi-hd.example');
  const received = await grantsOf(nagisa, 'received');
  expect([...received.keys()].sort()).toEqual([
    'Mizusumashi Denso-Parts',
    'Mizusumashi Europe GmbH',
    'Mizusumashi Precision',
    'Mizusumashi Systems',
  ]);
  for (const grant of received.values()) {
    expect(
      (await nagisa.post(`/v1/grants/${grant.id}/terms-acceptance`, await termsOf(nagisa, grant))).status,
    ).toBeLessThan(300);
    expect((await read(nagisa, grant)).status).toBe(200);
  }
  const toMotors = (await grantsOf(await isana(), 'received')).get('Mizusumashi Denso-Parts');
  expect((await nagisa.get(`/v1/grants/${toMotors?.id}`)).status).toBe(404);
  expect((await read(nagisa, toMotors)).status).toBe(404);
});
const termsOf = async (client: Client, grant: Grant) => ({
  termsId: (await client.get(`/v1/grants/${grant.id}/terms`)).body.id,
});

test('a company tells the public, another has nothing to tell yet', async () => {
  const ids = await sql(`select id, names->>'en' as name from organizations`);
  const idOf = (name: string) => ids.find((row) => row.name === name)?.id;
  const open = await exchange.nobody.get(`/v1/public/${idOf('Aobazuku Motors')}/disclosure`);
  expect(open.status).toBe(200);
  expect(open.body.edition).toMatchObject({ number: 2 });
  expect((await exchange.nobody.get(`/v1/public/${idOf('Kometsuki Plating')}/disclosure`)).status).toBe(404);
  const toKometsuki = await (await as('hajime@kometsuki.example')).get('/v1/editions');
  expect(toKometsuki.body.items).toEqual([]);
});

test('the discloser sees who read, and the declined request with what was offered instead', async () => {
  const { body } = await (await as('mio@mizusumashi-ep.example')).get('/v1/access-records?limit=200');
  const readers = new Set(
    body.items.map(
      (record: { reader: { organization: object; person: { name: string } } }) => record.reader.person.name,
    ),
  );
  for (const name of ['梟木 いさな', '日暮 しぐれ', '水澄 なぎさ']) expect(readers).toContain(name);
  const asked = await (await isana()).get('/v1/access-requests?side=sent');
  expect(asked.body.items).toMatchObject([
    { state: 'declined', items: { 'K5-04': 'evidence' }, decisionReason: expect.stringContaining('立ち会う閲覧') },
  ]);
});

test('evidence is there where it was granted: stamped for the reader, and the original', async () => {
  const client = await isana();
  const grant = (await grantsOf(client, 'received')).get('Shijukara Cloud');
  const shown = await read(client, grant);
  const { evidence } = shown.body.disclosure.items.find((item: { id: string }) => item.id === 'K5-03').levels;
  const [report] = evidence.value.evidence;
  const copy = await fetch(`${exchange.origin}/v1/grants/${grant?.id}/evidence/${report.id}`, {
    headers: { cookie: client.credentials.cookie ?? '' },
  });
  expect([copy.status, copy.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const original = await fetch(`${exchange.origin}/v1/grants/${grant?.id}/evidence/${report.id}/original`, {
    headers: { cookie: client.credentials.cookie ?? '' },
  });
  const bytes = Buffer.from(await original.arrayBuffer());
  expect([original.status, nodeCrypto.sha256(bytes)]).toEqual([200, report.sha256]);
});

test('a bundle of a dated edition is genuine to somebody who has only the trust file', async () => {
  const client = await isana();
  const grant = (await grantsOf(client, 'received')).get('Mizusumashi Denso-Parts');
  const bundle = await client.post(`/v1/grants/${grant?.id}/bundles`, { nonce: 'demonstration-nonce-01' });
  expect(bundle.status).toBe(200);
  const trust = await readTrust((await exchange.nobody.get('/trust.json')).text, nodeCrypto);
  const verdict = await verifyBundle(
    Buffer.from(bundle.text),
    { now: Math.floor(Date.now() / 1000), trust, nonce: 'demonstration-nonce-01' },
    nodeCrypto,
  );
  expect(verdict).toMatchObject({ authentic: true, current: true, reasons: ['genuine'] });
  expect(verdict.approval).toMatchObject({ name: { ja: '導線 みお' }, self: false });
});

describe('the commands', () => {
  test('do nothing where the world is there, and load nothing over it', async () => {
    const again = await exchange.warifu(['demo', 'load', '--if-empty']);
    expect([again.code, again.out]).toEqual([0, '']);
    const loadAgain = await exchange.warifu(['demo', 'load']);
    expect([loadAgain.code, loadAgain.out]).toEqual([1, expect.stringContaining('warifu demo reset')]);
  });

  test('are refused in production, and without the demonstration', async () => {
    const without = await exchange.warifu(['demo', 'reset'], { WARIFU_DEMO: '0' });
    expect([without.code, without.out]).toEqual([1, expect.stringContaining('never in production')]);
    const production = await exchange.warifu(['demo', 'load'], {
      NODE_ENV: 'production',
      PUBLIC_ORIGIN: 'https://x.example',
    });
    expect([production.code, production.out]).toEqual([1, expect.stringContaining('WARIFU_DEMO must not be set')]);
    const elsewhere = await exchange.warifu(['demo', 'reset'], { HOST: '0.0.0.0' });
    expect(elsewhere.code).toBe(1);
    expect(await sql(`select count(*)::int as n from organizations`)).toEqual([{ n: 12 }]);
  });

  test('reset does not take other people’s companies along unless it is told to', async () => {
    await sql(`insert into organizations (id, names, sector, size_band)
      values (gen_random_uuid(), '{"ja":"本物の会社"}', '31', '21-100')`);
    const refused = await exchange.warifu(['demo', 'reset']);
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('本物の会社')]);
    expect(await sql(`select count(*)::int as n from organizations`)).toEqual([{ n: 13 }]);
  });

  test('a load that was killed is told from a whole one, and reset makes it whole', async () => {
    const killed = exchange.start(['demo', 'reset', '--all']);
    await new Promise<void>((resolve) => {
      killed.stdout?.on('data', (part) => String(part).includes('published to edition') && killed.kill('SIGKILL'));
      killed.once('close', () => resolve());
    });
    const half = await exchange.warifu(['demo', 'load', '--if-empty']);
    expect([half.code, half.out]).toEqual([0, expect.stringContaining('cut short')]);

    const reset = await exchange.warifu(['demo', 'reset']);
    expect([reset.code, reset.out]).toEqual([0, expect.stringMatching(/Loaded in/)]);
    const [clock] = await sql(
      `select prosrc as body, obj_description(oid, 'pg_proc') as note from pg_proc where proname = 'app_now'`,
    );
    expect(clock).toEqual({ body: 'select now()', note: null });
    expect(await sql(`select count(*)::int as n from editions`)).toEqual([{ n: 23 }]);
    clients.clear(); // everybody was signed out, and can come in again
    expect((await grantsOf(await isana(), 'received')).size).toBe(3);
  }, 300_000);
});
