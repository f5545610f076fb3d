import { openWorld, type World } from '../support/world.ts';
import { testData } from '../test-data.ts';
import { type Cast, castOf } from './cast.ts';
import { changed, digest } from './digest.ts';
import { hostileStrings, outsideStrings, ownStrings } from './hostile-strings.ts';
import { placesIn, replaced, schemaAt, valueAt } from './mutations.ts';
import { type Probed, Prober } from './probe.ts';
import { bodySchema, urlOf, type Walked, walkOf } from './routes.ts';

// 1.1.1 1.1.2 1.2.4 1.2.9 1.3.3 1.3.10 1.4.2 1.5.2 1.5.3 2.2.2 4.1.3 4.2.5 15.3.6 16.5.1

let world: World;
let cast: Cast;
let walk: Walked[];
let probe: Prober;
beforeAll(async () => {
  world = await openWorld({ DENIALS_PER_MINUTE: '1000000' });
  cast = await castOf(world);
  walk = await walkOf(world);
  probe = new Prober(world.origin);
}, 120_000);
afterAll(() => world?.close());
afterEach(() => {
  const broken = probe.broken.splice(0);
  expect(broken.slice(0, 20)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

/** Long lists are tried in full in the long run, and every so many-th of them in the ordinary one. */
const every = (nth: number) => (_: unknown, at: number) => process.env.WARIFU_SOAK !== undefined || at % nth === 0;

/** Routes whose success would end what the other tests stand on. */
const ends =
  /(closure|departure|withdrawal|ending|compromise|retirement|replacement|assurance|sessions|password|seat)$/;

const withBody = () => walk.filter(({ example }) => example.body);
const clientFor = ({ rule }: Walked) =>
  rule.kind === 'operator' ? cast.operator : rule.kind === 'open' ? undefined : cast.victim.client;
/** Some requests end the session they came with. */
const sender = async (route: Walked) => {
  const { personId, memberId } = cast.victim.owner;
  return route.rule.kind === 'signed-in' ? world.given.session(personId, memberId) : clientFor(route);
};
const exampleOf = (route: Walked) => route.example.body?.(cast.victim.things, cast);
const send = (route: Walked, ask: object, client = clientFor(route)) =>
  probe.ask(client, route.method, urlOf(route, cast.victim.things, cast), {
    ...(route.example.headers ? { headers: route.example.headers } : {}),
    ...ask,
  });
const freshCounts = () => world.database.admin.query('delete from attempts');

const refused = (probed: Probed, what: string) =>
  probed.status >= 400 && probed.status < 500
    ? []
    : [`${probed.asked} with ${what} → ${probed.status} ${probed.text.slice(0, 120)}`];

async function everyBodyRefused(bodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[]) {
  const before = await digest(world.database);
  const wrong: string[] = [];
  for (const route of withBody()) {
    await freshCounts();
    for (const [what, raw] of bodies) {
      wrong.push(
        ...refused(
          await send(route, { raw, headers: { ...route.example.headers, 'content-type': 'application/json' } }),
          what,
        ),
      );
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(changed(before, await digest(world.database))).toEqual([]);
}

test('search words are literal: no sign of a pattern finds anything that is not there', async () => {
  for (const sign of ['%%', '__', '_%', '\\\\', '.*', '(a+)+', '取_自', '%自動%', '取引%']) {
    await freshCounts();
    const found = await probe.ask(cast.victim.client, 'GET', `/v1/organizations?name=${encodeURIComponent(sign)}`);
    expect([sign, found.status, found.text]).toEqual([sign, 200, '{"items":[],"more":false}']);
  }
});

const json = testData('hostile/json/test_parsing');
(json ? test : test.skip)(
  'JSON that is none is refused by every route (JSONTestSuite n_*, hostile/json)',
  async () => {
    const files = (json ?? []).filter(({ name }) => name.startsWith('n_'));
    expect(files.length).toBeGreaterThan(80);
    await everyBodyRefused(files.map(({ name, bytes }) => [name, new Uint8Array(bytes)] as const));
  },
  120_000,
);

(json ? test : test.skip)(
  'JSON that readers disagree about never gets through as something else (i_*, y_*)',
  async () => {
    const [route] = withBody().filter(({ key }) => key === 'POST /v1/access-requests');
    for (const { name, bytes } of (json ?? []).filter((one) => !one.name.startsWith('n_'))) {
      expect([
        name,
        refused(
          await send(route as Walked, { raw: new Uint8Array(bytes), headers: { 'content-type': 'application/json' } }),
          name,
        ),
      ]).toEqual([name, []]);
    }
  },
);

test('prototypes, names given twice, halves of characters, endless and bottomless bodies are refused by every route', async () => {
  const inside = (text: string) => `{"unexpected":${text}}`;
  await everyBodyRefused([
    ['__proto__', '{"__proto__":{"polluted":1}}'],
    ['escaped __proto__', '{"\\u005f_proto__":{"polluted":1}}'],
    ['constructor', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['nested prototype', inside('{"__proto__":{"polluted":1}}')],
    ['a name twice', '{"a":1,"a":2}'],
    ['a name twice, escaped', '{"a":1,"\\u0061":2}'],
    ['a lone surrogate', inside('"\\ud800"')],
    ['a lone surrogate as a name', '{"\\udfff":1}'],
    ['33 levels', inside('['.repeat(40) + ']'.repeat(40))],
    ['100,000 levels', '['.repeat(100_000)],
    ['a byte order mark', '\uFEFF{}'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['overlong UTF-8', new Uint8Array([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['NaN', '{"a":NaN}'],
    ['a comment', '{/*x*/}'],
    ['two values', '{} {}'],
    ['nothing but a number', '1e999'],
  ]);
});

test('a body over a megabyte is cut off, wherever no larger one is asked for', async () => {
  const large = JSON.stringify({ unexpected: 'a'.repeat(5 * 1024 * 1024) });
  const wrong: string[] = [];
  for (const route of withBody()) {
    const probed = await send(route, { raw: large }).catch((error: unknown) => error);
    if (probed instanceof Error) continue; // the connection was cut while we were still sending: that is the limit
    if ((probed as Probed).status !== 413) wrong.push(`${route.key} → ${(probed as Probed).status}`);
  }
  expect(wrong).toEqual([]);
});

test('numbers at and beyond every edge are 400 where numbers are, and never overflow into the database', async () => {
  const edges = [
    '1e308',
    '-1',
    '-0',
    '0.1',
    '2147483648',
    '-2147483649',
    '9007199254740992',
    '9007199254740993',
    '1e-400',
    '123456789012345678901234567890',
  ];
  const wrong: string[] = [];
  let tried = 0;
  for (const route of withBody()) {
    const body = exampleOf(route);
    for (const path of placesIn(body)) {
      const schema = schemaAt(bodySchema(route), path, body);
      const numeric = JSON.stringify(schema ?? {}).match(/"(integer|number)"/);
      if (!numeric || (typeof valueAt(body, path) === 'object' && valueAt(body, path) !== null)) continue;
      for (const edge of edges) {
        const raw = JSON.stringify(replaced(body, path, '@@')).replace('"@@"', edge);
        const { status, text } = await send(route, { raw });
        tried += 1;
        if (status >= 500 || (status < 300 && /[e.]|\d{11}/.test(edge)))
          wrong.push(`${route.key} /${path.join('/')} = ${edge} → ${status} ${text.slice(0, 90)}`);
      }
    }
  }
  expect(tried).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

/** Text fields that people write freely: everything but ids, dates, choices and other fixed forms. */
const freeTexts = (route: Walked) => {
  const body = exampleOf(route);
  return placesIn(body).filter((path) => {
    if (typeof valueAt(body, path) !== 'string') return false;
    const schema = schemaAt(bodySchema(route), path, body);
    return !schema?.['format'] && !schema?.['enum'] && schema?.['const'] === undefined;
  });
};

test(`hostile texts in every text field: never a server error, and what is kept is what was sent (${outsideStrings ? 'all lists' : 'our own list; the lists in hostile/ are not here'})`, async () => {
  const routes = withBody().filter(({ path }) => !ends.test(path) && !path.includes('imports'));
  const fields = routes.flatMap((route) => freeTexts(route).map((path) => ({ route, path })));
  expect(fields.length).toBeGreaterThan(30);
  const wrong: string[] = [];
  let kept = 0;
  const tries = hostileStrings.filter(every(4)).map((text, at) => ({
    text,
    ...(fields[at % fields.length] as (typeof fields)[number]),
  }));
  const everywhere = fields.flatMap((field) => ownStrings.map((text) => ({ text, ...field })));
  for (const [at, { text, route, path }] of [...everywhere, ...tries].entries()) {
    if (at % 50 === 0) await freshCounts();
    const probed = await send(route, { body: replaced(exampleOf(route), path, text) }, await sender(route));
    if (probed.status >= 500)
      wrong.push(`${route.key} /${path.join('/')} ${JSON.stringify(text).slice(0, 60)} → ${probed.status}`);
    if (probed.status < 300 && probed.text.startsWith('{')) {
      const stored = valueAt(JSON.parse(probed.text), path);
      if (typeof stored !== 'string' || String(path[0]) === 'email' || route.path.endsWith('decision')) continue;
      kept += 1;
      if (stored !== text)
        wrong.push(`${route.key} /${path.join('/')}: ${JSON.stringify(text)} was kept as ${JSON.stringify(stored)}`);
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(kept).toBeGreaterThan(100);
}, 300_000);

test('hostile texts in every query parameter answer as harmless ones do', async () => {
  const wrong: string[] = [];
  const texts = [
    ...ownStrings.filter((text) => text.trim() !== ''),
    ...(outsideStrings ?? []).filter(every(150)),
  ].filter((text) => text.length < 1000 && !/^\d+$/.test(text) && text.isWellFormed?.() !== false);
  for (const route of walk) {
    const url = urlOf({ ...route, example: { ...route.example, query: undefined as never } }, cast.victim.things, cast);
    for (const { name, schema } of route.operation.parameters.filter((one) => one.in === 'query')) {
      await freshCounts();
      const fixed = schema['enum'] || schema['format'] || schema.type === 'integer';
      for (const [at, text] of texts.entries()) {
        if (at % 50 === 0) await freshCounts();
        const { status } = await probe.ask(
          clientFor(route),
          route.method,
          `${url}?${name}=${encodeURIComponent(text)}`,
        );
        if (status >= 500 || (fixed && status !== 400))
          wrong.push(`${route.key}?${name}=${JSON.stringify(text).slice(0, 60)} → ${status}`);
      }
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
}, 120_000);

test('a made-up cursor is refused by every list, whatever is in it', async () => {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const made = [
    '-'.repeat(36),
    'f'.repeat(36),
    "' or 1=1 --",
    '',
    {},
    [[]],
    null,
    1e308,
    '9'.repeat(19),
    '018f3c5e-0000-7000-8000-00000000000Z',
  ].flatMap((key) => [cursor([key]), cursor([key, key]), cursor(key)]);
  const wrong: string[] = [];
  for (const route of walk.filter(({ operation }) => operation.parameters.some(({ name }) => name === 'cursor'))) {
    const url = urlOf({ ...route, example: { ...route.example, query: undefined as never } }, cast.victim.things, cast);
    for (const one of [...made, 'not base64 ♥', 'e30', 'AAAA', '%5B%5D']) {
      const probed = await probe.ask(clientFor(route), 'GET', `${url}?cursor=${encodeURIComponent(one)}`);
      if (probed.status !== 400)
        wrong.push(`${route.key} ${Buffer.from(one, 'base64url').toString().slice(0, 60)} → ${probed.status}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('headers that others might believe change nothing', async () => {
  const spoofed = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'for=203.0.113.7;host=evil.example',
    'x-real-ip': '203.0.113.7',
    'x-company-id': cast.victim.id,
    'x-organization-id': cast.victim.id,
    'x-user-id': cast.victim.owner.personId,
    'x-original-url': `/v1/grants/${cast.victim.things.givenGrant}`,
    'x-rewrite-url': `/v1/grants/${cast.victim.things.givenGrant}`,
    'x-http-method-override': 'DELETE',
    'x-http-method': 'DELETE',
    'x-request-id': 'chosen',
    'x-warifu-role': 'owner',
  };
  const same = (probed: Probed) => `${probed.status} ${probed.text.replace(/"(requestId|nonce)":"[^"]+"/g, '')}`;
  for (const route of walk.filter(({ method }) => method === 'GET')) {
    await freshCounts();
    const url = urlOf(route, cast.victim.things, cast);
    const plain = await probe.ask(cast.attacker.client, 'GET', url);
    const told = await probe.ask(cast.attacker.client, 'GET', url, { headers: spoofed });
    expect([route.key, same(told)]).toEqual([route.key, same(plain)]);
    expect(told.headers.get('x-request-id')).not.toBe('chosen');
  }
});

test('hostile values in the headers we read are refused', async () => {
  const values = [
    '"' + '9'.repeat(400) + '"',
    'W/"1"',
    '"1", "2"',
    '*',
    "'",
    '"-1"',
    '"1e3"',
    '{}',
    '%00',
    'a'.repeat(9000),
  ];
  const wrong: string[] = [];
  for (const route of withBody().filter(({ path }) => !ends.test(path))) {
    for (const name of [
      'if-match',
      'if-none-match',
      'idempotency-key',
      'authorization',
      'cookie',
      'accept-language',
      'content-encoding',
      'expect-ct',
      'range',
    ]) {
      await freshCounts();
      for (const value of values) {
        const { status, text } = await send(route, {
          body: { unexpected: 1 },
          headers: { ...route.example.headers, [name]: value },
        });
        if (status < 400 || status >= 500)
          wrong.push(`${route.key} ${name}: ${value.slice(0, 30)} → ${status} ${text.slice(0, 80)}`);
      }
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
}, 120_000);

test('headers beyond measure are refused, and the server goes on', async () => {
  const answer = await fetch(world.origin, { headers: { 'x-long': 'a'.repeat(64 * 1024) } }).catch(() => ({
    status: 0,
  }));
  expect([0, 400, 431]).toContain(answer.status);
  expect((await world.nobody.get('/health/live')).status).toBe(200);
});
