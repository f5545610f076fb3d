import { actions, allows, type Action, newToken, roles } from '../../libs/exchange/access/index.ts';
import { ANSWERS, type Answered } from '../../libs/platform/http/index.ts';
import { Client } from '../support/client.ts';
import { openWorld, type World } from '../support/world.ts';
import { type Cast, castOf, plant, type Things } from './cast.ts';
import { changed, digest } from './digest.ts';
import { justOutside, type Mutation, outsides, unknownFields, wrongTypes } from './mutations.ts';
import { type Probed, Prober } from './probe.ts';
import { bodySchema, isWrite, urlOf, type Walked, walkOf } from './routes.ts';

// Ids of the security checklist proven here: 2.1.1 2.2.1 2.2.3 3.2.1 3.4.1 3.4.4 3.5.3 4.1.1 4.1.4 7.2.1 8.2.1 8.2.2
// 8.4.1 13.4.6 14.3.2 15.2.3 15.3.1 15.3.3 15.3.5 15.3.7 16.5.1

let world: World;
let cast: Cast;
let walk: Walked[];
let probe: Prober;
beforeAll(async () => {
  world = await openWorld({ DENIALS_PER_MINUTE: '1000000' });
  cast = await castOf(world);
  walk = await walkOf(world);
  probe = new Prober(world.origin, { before: () => world.database.admin.query('delete from attempts') });
}, 120_000);
afterAll(() => world?.close());
afterEach(() => {
  const broken = probe.broken.splice(0);
  expect(broken.slice(0, 20)).toEqual([]);
});

const bodyOf = (route: Walked, things: Things) => {
  if (route.example.form) return { raw: route.example.form() };
  return route.example.body ? { body: route.example.body(things, cast) } : {};
};

/** Sends the example as somebody, for somebody's things. */
const send = (route: Walked, client: Client | undefined, things: Things, ask: object = {}) =>
  probe.ask(client, route.method, urlOf(route, things, cast), {
    ...bodyOf(route, things),
    ...(route.example.headers ? { headers: route.example.headers } : {}),
    ...ask,
  });

/** Runs `work`, and fails naming every table in which it left a trace. */
async function withoutTrace(work: () => Promise<string[]>) {
  const before = await digest(world.database);
  const wrong = await work();
  const traces = changed(before, await digest(world.database));
  expect({ wrong: wrong.slice(0, 30), traces }).toEqual({ wrong: [], traces: [] });
}

/** What differs from the statuses that are right, as words. */
const unless = (right: readonly number[], probed: Probed, who = ''): string[] =>
  right.includes(probed.status)
    ? []
    : [`${probed.asked}${who && ` as ${who}`} → ${probed.status} ${probed.text.slice(0, 160)}`];

const guarded = () => walk.filter(({ rule }) => rule.kind !== 'open');

test('every route is described, has an example, and says what it answers', () => {
  expect(walk.length).toBeGreaterThan(20);
  const silent = walk.filter(({ operation }) => {
    const [status, answer] = Object.entries(operation.responses).find(([one]) => one.startsWith('2')) ?? ['none'];
    return status !== '204' && !answer?.content;
  });
  expect(silent.map(({ key }) => key)).toEqual([]);
  expect(walk.filter(({ operation }) => !operation.summary?.trim()).map(({ key }) => key)).toEqual([]);
  const bodyless = walk.filter(
    ({ example, operation }) => !!(example.body ?? example.form) !== !!operation.requestBody,
  );
  expect(bodyless.map(({ key }) => key)).toEqual([]);
  expect(walk.filter(({ rule, operation }) => (rule.kind === 'open') !== (operation.security.length === 0))).toEqual(
    [],
  );
});

test('the routes that nobody signs in for, each with its reason, are these and no others', () => {
  const open = walk.flatMap(({ key, rule }) => (rule.kind === 'open' ? [`${key}: ${rule.why}`] : []));
  expect(open.toSorted()).toMatchSnapshot();
});

test('nobody, a forged token and every kind of ended token get 401 and change nothing', async () => {
  const session = newToken('session').token;
  const dead = await Promise.all(
    [
      { ended_at: new Date() },
      { expires_at: new Date(Date.now() - 1000) },
      { last_seen_at: new Date(Date.now() - 13 * 3_600_000) },
    ].map(async (how) => {
      const { token, hash } = newToken('session');
      const { personId, memberId } = cast.victim.owner;
      await plant(world.database, 'sessions', {
        id: crypto.randomUUID(),
        token_hash: hash,
        person_id: personId,
        member_id: memberId,
        expires_at: new Date(Date.now() + 9e7),
        ...how,
      });
      return token;
    }),
  );
  const callers: Record<string, Client | undefined> = {
    nobody: undefined,
    'an unknown session': new Client(world.origin, { cookie: `warifu=${session}` }),
    'a key as a cookie': new Client(world.origin, { cookie: `warifu=${newToken('api-key').token}` }),
    'an unknown key': new Client(world.origin, { key: newToken('api-key').token }),
    'a session as a key': new Client(world.origin, { key: session }),
    'a link as a key': new Client(world.origin, { key: newToken('link').token }),
    ...Object.fromEntries(
      dead.map((token, at) => [`ended session ${at}`, new Client(world.origin, { cookie: `warifu=${token}` })]),
    ),
  };
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of guarded()) {
      for (const [who, client] of Object.entries(callers)) {
        wrong.push(...unless([401], await send(route, client, cast.victim.things), who));
      }
    }
    return wrong;
  });
});

test('another company gets 404 for every id that is not its own, and changes nothing', async () => {
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of guarded().filter(({ path, example }) => path.includes(':') && !example.shared)) {
      const probed = await send(route, cast.attacker.client, cast.victim.things, bodyOf(route, cast.attacker.things));
      wrong.push(...unless([404], probed, 'another company'));
      if (probed.problem?.code !== 'not-found') wrong.push(`${route.key} → ${probed.text}`);
    }
    return wrong;
  });
});

test('what is foreign and what does not exist answer with the same words', async () => {
  const nothing = Object.fromEntries(
    Object.entries(cast.victim.things).map(([name, value]) => [
      name,
      name === 'kid'
        ? 'A'.repeat(43)
        : name === 'companyItem'
          ? 'C-NOSUCH'
          : crypto.randomUUID().replace(/^(.{14})./, '$17') || value,
    ]),
  ) as unknown as Things;
  const words = (probed: Probed) => `${probed.status} ${probed.text.replace(/"requestId":"[^"]+"/, '')}`;
  for (const route of guarded().filter(({ path, example }) => path.includes(':') && !example.shared)) {
    const ask = bodyOf(route, cast.attacker.things);
    const foreign = await send(route, cast.attacker.client, cast.victim.things, ask);
    const missing = await send(route, cast.attacker.client, nothing, ask);
    expect([route.key, words(foreign)]).toEqual([route.key, words(missing)]);
  }
});

test('a field that names a thing of another company is refused by name, and changes nothing', async () => {
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk) {
      for (const { pointer, value } of route.example.foreign?.(cast.victim.things, cast) ?? []) {
        const own = route.example.body?.(cast.attacker.things, cast) as Record<string, unknown>;
        const body = { ...own, [pointer.split('/')[1] as string]: value };
        const probed = await send(route, cast.attacker.client, cast.attacker.things, { body });
        wrong.push(...unless([400, 404, 409], probed, `with a foreign ${pointer}`));
        if (probed.status === 400 && !probed.problem?.errors?.some((one) => one.pointer.startsWith(pointer)))
          wrong.push(`${route.key}: ${probed.text} does not name ${pointer}`);
      }
    }
    return wrong;
  });
});

test('a role that lacks the action gets 403 on its own company’s things, and changes nothing', async () => {
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk) {
      const { rule } = route;
      if (rule.kind !== 'may' && rule.kind !== 'in-statement') continue;
      for (const role of roles.filter((one) => !allows(rule.action, [one]))) {
        wrong.push(...unless([403], await send(route, cast.victim.by[role].client, cast.victim.things), role));
      }
    }
    return wrong;
  });
});

test('an API key without the scope gets 403, with every other scope there is, and changes nothing', async () => {
  const { id: organizationId, owner } = cast.victim;
  const lacking = new Map<Action, Client>();
  for (const action of actions) {
    const others = actions.filter((one) => one !== action);
    lacking.set(action, (await world.given.key(organizationId, owner.memberId, others)).client);
  }
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk) {
      const { rule } = route;
      if (rule.kind === 'open') continue;
      const key =
        rule.kind === 'may' || rule.kind === 'in-statement' ? lacking.get(rule.action) : lacking.get('grants.read');
      const right = rule.kind === 'operator' ? [404] : [403];
      wrong.push(...unless(right, await send(route, key, cast.victim.things), 'a key without the scope'));
    }
    return wrong;
  });
});

test('operator routes do not exist for companies, and company routes are closed to operators and people without a seat', async () => {
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk) {
      const { kind } = route.rule;
      if (kind === 'operator') {
        wrong.push(...unless([404], await send(route, cast.victim.client, cast.victim.things), 'an owner'));
        wrong.push(...unless([404], await send(route, cast.seatless, cast.victim.things), 'a person without a seat'));
      }
      if (kind === 'may' || kind === 'in-statement') {
        const right = kind === 'may' ? [403] : [401, 403];
        wrong.push(...unless(right, await send(route, cast.operator, cast.victim.things), 'the operator'));
        wrong.push(...unless(right, await send(route, cast.seatless, cast.victim.things), 'a person without a seat'));
      }
    }
    return wrong;
  });
});

test('an unknown field in any object of any body gets 400 naming it, and changes nothing', () =>
  refuses((route, body) => unknownFields(body, bodySchema(route)), [400], 'unknown field'));

test('an object, array, number, flag or null where a text, number or flag belongs gets 400, and changes nothing', () =>
  refuses((route, body) => wrongTypes(body, bodySchema(route)), [400]));

test('one value just outside each keyword of the description gets 400, and changes nothing', () =>
  refuses((route, body) => justOutside(body, bodySchema(route)), [400]));

async function refuses(
  mutate: (route: Walked, body: unknown) => Mutation[],
  right: readonly number[],
  detail?: string,
) {
  let tried = 0;
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk.filter(({ example }) => example.body)) {
      for (const { what, body } of mutate(route, route.example.body?.(cast.victim.things, cast))) {
        const client = clientFor(route);
        const probed = await send(route, client, cast.victim.things, { body });
        tried += 1;
        wrong.push(...unless(right, probed, `with ${what}`));
        if (probed.status === 400 && !probed.problem?.errors?.length)
          wrong.push(`${route.key} ${what}: no field named`);
        if (detail && !probed.text.includes(detail)) wrong.push(`${route.key} ${what}: ${probed.text}`);
      }
    }
    return wrong;
  });
  expect(tried).toBeGreaterThan(walk.filter(({ example }) => example.body).length);
}

const clientFor = ({ rule }: Walked) =>
  rule.kind === 'operator' ? cast.operator : rule.kind === 'open' ? undefined : cast.victim.client;

test('an unknown, repeated or unfit query parameter gets 400', async () => {
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk) {
      const url = urlOf(
        { ...route, example: { ...route.example, query: undefined as never } },
        cast.victim.things,
        cast,
      );
      const parameters = route.operation.parameters.filter((one) => one.in === 'query');
      const queries = parameters.flatMap(({ name, schema }) => [
        `${name}=1&${name}=1`,
        `${name}=1&%${name.charCodeAt(0).toString(16)}${name.slice(1)}=2`,
        ...[...outsides(schema, schema.type === 'integer' ? 5 : 'x')].map(
          ([, value]) => `${name}=${encodeURIComponent(String(value))}`,
        ),
        ...(schema.type === 'integer'
          ? ['1e308', 'NaN', '-1', '9007199254740993', '0x10', '１０', ''].map(
              (text) => `${name}=${encodeURIComponent(text)}`,
            )
          : []),
      ]);
      if (parameters.length > 0)
        queries.push('unexpected=1', 'organizationId=1', '__proto__=1', 'limit[]=5', 'limit[$gt]=5');
      queries.push('twice=1&twice=2');
      for (const query of queries) {
        wrong.push(
          ...unless(
            [400],
            await probe.ask(clientFor(route), route.method, `${url}?${query}`, bodyOf(route, cast.victim.things)),
            query,
          ),
        );
      }
    }
    return wrong;
  });
});

test('an id that is none, encoded twice, climbing or endless is 400 or 404', async () => {
  const ids = [
    'x',
    '%252e%252e',
    '%2e%2e%2f',
    '..%2f..%2fetc',
    'null',
    '1',
    '%00',
    '%E3%81%82',
    '%25',
    "' or 1=1--",
    'A'.repeat(5000),
    '{}',
    '[]',
    '01948e5c-8d4f-7abc-8000-00000000000G',
    '-'.repeat(36),
  ];
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk.filter(({ path }) => path.includes(':'))) {
      for (const one of ids) {
        if (one === '1' && route.path.includes(':number')) continue;
        const url = route.path.replace(/:\w+/g, one);
        wrong.push(
          ...unless(
            [400, 404, 414],
            await probe.ask(clientFor(route), route.method, url, bodyOf(route, cast.victim.things)),
            `id ${one.slice(0, 40)}`,
          ),
        );
      }
    }
    return wrong;
  });
});

test('only the described methods answer', async () => {
  await withoutTrace(async () => {
    const wrong: string[] = [];
    const paths = new Map<string, Walked[]>();
    for (const route of walk) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
    for (const routes of paths.values()) {
      const [route] = routes as [Walked];
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (routes.some((one) => one.method === method)) continue;
        const probed = await probe.ask(cast.victim.client, method, urlOf(route, cast.victim.things, cast));
        // 400 where another route takes this very path for an id: it is none.
        wrong.push(...unless([400, 404, 405], probed));
      }
    }
    return wrong;
  });
});

test('a page of another origin, a form, and a request that needs no preflight cause no change', async () => {
  const origin = world.origin;
  const forms = {
    'a foreign origin': { origin: 'https://evil.example' },
    'a look-alike origin': { origin: `${origin}.evil.example` },
    'origin null': { origin: 'null' },
    'a sibling site': { 'sec-fetch-site': 'same-site' },
    'a foreign site': { 'sec-fetch-site': 'cross-site' },
    'a plain text body': { 'content-type': 'text/plain' },
    'a form body': { 'content-type': 'application/x-www-form-urlencoded' },
    'no content type': { 'content-type': '' },
  };
  await withoutTrace(async () => {
    const wrong: string[] = [];
    for (const route of walk.filter(isWrite)) {
      const things = cast.victim.things;
      const body = JSON.stringify(route.example.body?.(things, cast) ?? {});
      for (const [what, headers] of Object.entries(forms)) {
        const simple = 'content-type' in headers;
        if (simple && !route.example.body) continue; // a route without a body reads none; its origin is what protects it
        const probed = await send(route, clientFor(route) ?? cast.victim.client, things, {
          body: undefined,
          raw: body,
          headers: { ...route.example.headers, ...headers },
        });
        wrong.push(...unless(simple ? [400, 415] : [403], probed, what));
      }
      const bare = new Client(origin, {});
      const { cookie } = (clientFor(route) ?? cast.victim.client).credentials;
      const probed = await send(route, bare, things, {
        body: undefined,
        raw: body,
        headers: { ...route.example.headers, cookie: cookie as string },
      });
      wrong.push(...unless([403], probed, 'a cookie without an origin'));
    }
    return wrong;
  });
});

test('GET changes nothing but the records of reading', async () => {
  const recorded = new Set(['ledger_entries', 'edition_cuts']);
  await world.nobody.get('/trust.json'); // the exchange's own keys are made when somebody first asks for them
  for (const route of walk.filter((one) => !isWrite(one))) {
    const before = await digest(world.database);
    await send(route, clientFor(route), cast.victim.things);
    await send(route, cast.partner.client, cast.victim.things);
    const traces = changed(before, await digest(world.database)).filter((table) => !recorded.has(table));
    expect([route.key, traces]).toEqual([route.key, []]);
  }
});

test('the owner’s own example works on every route: what was refused above was refused for its reason', async () => {
  const wrong: string[] = [];
  const when = ({ method, path }: Walked) => {
    if (method === 'GET') return 0;
    if (path.endsWith('closure')) return 5;
    if (/^\/v1\/sessions?\b/.test(path)) return 4;
    if (method === 'DELETE') return 2;
    return /(revocation|withdrawal|ending|departure|cancellation|retirement|compromise)$/.test(path) ? 3 : 1;
  };
  for (const route of walk.toSorted((a, b) => when(a) - when(b))) {
    const right = [...(route.example.owner ?? []), 200, 201, 202, 204];
    const { personId, memberId } = cast.victim.owner;
    const fresh = route.rule.kind === 'signed-in' || route.key === 'POST /v1/organization/closure';
    const client = fresh ? await world.given.session(personId, memberId) : clientFor(route);
    const probed = await send(route, client, cast.victim.things);
    wrong.push(...unless(right, probed, 'the owner'));
    const [status, answer] = Object.entries(route.operation.responses).find(([one]) => one.startsWith('2')) ?? [];
    if (probed.status < 300 && String(probed.status) !== status)
      wrong.push(`${route.key} → ${probed.status}, described ${status}`);
    const type = Object.keys(answer?.content ?? {})[0];
    if (
      probed.status < 300 &&
      type &&
      type !== 'application/octet-stream' &&
      !probed.headers.get('content-type')?.startsWith(type)
    )
      wrong.push(`${route.key} is not ${type}`);
    // What is serialised through a schema cannot differ from it; what a route writes by itself is compared here (15.3.1).
    const { schema }: Answered =
      Reflect.getMetadata(ANSWERS, route.controller.prototype[route.handler] as object) ?? {};
    const parsed = probed.status < 300 ? schema?.safeParse(JSON.parse(probed.text)) : undefined;
    if (parsed?.error) wrong.push(`${route.key}: ${parsed.error.message}`);
  }
  expect(wrong).toEqual([]);
});
