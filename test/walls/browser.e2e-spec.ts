import { newToken } from '../../libs/exchange/access/index.ts';
import { Client } from '../support/client.ts';
import { type GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';
import { Prober } from './probe.ts';
import { walkOf } from './routes.ts';

// 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.5 3.4.6 3.5.8 3.7.2 13.4.2 13.4.5: the browser's side, as behind TLS.

const origin = 'https://warifu.example';
let world: World;
let local: string;
let company: GivenCompany;
let password: string;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_ORIGIN: origin });
  local = (await world.app.getUrl()).replace('[::1]', '127.0.0.1');
  company = await world.given.company();
  password = await world.given.password(company.owner.personId);
});
afterAll(() => world?.close());

const signIn = (headers: Record<string, string> = {}) =>
  new Client(local).post('/v1/sessions', { email: company.owner.email, password }, { origin, ...headers });

test('the session cookie is __Host-, Secure, HttpOnly, SameSite=Lax, and its secret is nowhere else', async () => {
  const answer = await signIn();
  expect(answer.status).toBe(201);
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toHaveLength(1);
  const [pair, ...attributes] = (cookies[0] as string).split('; ');
  expect(pair).toMatch(/^__Host-warifu=ws_[A-Za-z0-9_-]{43}$/);
  expect(attributes.map((one) => one.replace(/=\d+$/, '')).toSorted()).toEqual([
    'HttpOnly',
    'Max-Age',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ]);
  expect(answer.text).not.toContain((pair as string).split('=')[1]);
  const { rows } = await world.database.admin.query(`select octet_length(token_hash) as bytes from sessions`);
  expect(rows.every(({ bytes }) => bytes === 32)).toBe(true);
});

test('signing out takes the cookie back under the same name, and only there', async () => {
  const { headers } = await signIn();
  const cookie = headers.getSetCookie()[0]?.split(';')[0] as string;
  const out = await new Client(local).delete('/v1/session', { origin, cookie });
  expect(out.status).toBe(204);
  expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-warifu=; .*(Expires=Thu, 01 Jan 1970|Max-Age=0)/);
  expect((await new Client(local).get('/v1/session', { cookie })).status).toBe(401);
});

test('a cookie without the prefix, or beside a second one, opens nothing', async () => {
  const { headers } = await signIn();
  const value = headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] as string;
  expect((await new Client(local).get('/v1/session', { cookie: `warifu=${value}` })).status).toBe(401);
  expect((await new Client(local).get('/v1/session', { cookie: `__host-warifu=${value}` })).status).toBe(401);
  const planted = `__Host-warifu=${newToken('session').token}; __Host-warifu=${value}`;
  expect((await new Client(local).get('/v1/session', { cookie: planted })).status).toBe(401);
});

const foreign = [
  'https://evil.example',
  'http://warifu.example',
  'https://warifu.example.evil.example',
  'https://evilwarifu.example',
  'https://warifu.example:444',
  'https://WARIFU.example.',
  'https://sub.warifu.example',
  'https://warifu.example@evil.example',
  'null',
  'file://',
];

test.each(foreign)('CORS says nothing to %s, on any route, asked plainly or before the fact', async (elsewhere) => {
  const routes = await walkOf({ ...world, nobody: new Client(local) });
  for (const { path } of routes.filter(({ method }) => method === 'GET')) {
    const url = path.replace(/:\w+/g, company.id);
    const asked = await new Client(local).get(url, { origin: elsewhere });
    const before = await new Client(local).send('OPTIONS', url, {
      headers: {
        origin: elsewhere,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    for (const answer of [asked, before]) {
      const allowed = answer.headers.get('access-control-allow-origin');
      expect([
        url,
        allowed === null || (allowed === '*' && answer.headers.get('cache-control')?.startsWith('public')),
      ]).toEqual([url, true]);
      expect([url, answer.headers.get('access-control-allow-credentials')]).toEqual([url, null]);
      expect(answer.headers.get('access-control-allow-methods')).toBeNull();
    }
    expect(before.status).toBeGreaterThanOrEqual(400);
  }
});

test('HSTS for a year with subdomains, and every other header, on each kind of answer', async () => {
  const probe = new Prober(local, { secure: true });
  for (const path of [
    '/',
    '/reference',
    '/openapi.json',
    '/site.css',
    '/trust.json',
    '/health/live',
    '/v1/grants',
    '/nothing',
    '/%ZZ',
    `/${'a'.repeat(9000)}`,
    '/v1/grants?a=1&a=2',
  ]) {
    await probe.ask(undefined, 'GET', path);
  }
  await probe.ask(undefined, 'POST', '/v1/sessions', { raw: '{', headers: { origin } });
  await probe.ask(undefined, 'POST', '/v1/sessions', { body: {}, headers: { origin: 'https://evil.example' } });
  expect(probe.broken).toEqual([]);
});

test('nothing redirects anywhere, whatever a parameter asks for', async () => {
  for (const name of ['next', 'url', 'redirect', 'returnTo', 'continue']) {
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const answer = await new Client(local).get(`/?${name}=${encodeURIComponent(to)}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    }
  }
});

test('the pages run no script and take nothing from anybody else', async () => {
  for (const path of ['/', '/reference']) {
    const { text, headers } = await new Client(local).get(path);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(text).not.toMatch(/<script|<iframe|<object|<embed|<base|\son\w+=|style=|javascript:/i);
    expect(text).not.toMatch(/(src|href|action)="(https?:)?\/\//);
    expect(text).not.toMatch(/下請|親事業者/);
  }
});

test('metrics and the demo’s sign-ins are not shown here, and the pages do not name them', async () => {
  for (const path of [
    '/metrics',
    '/queues',
    '/admin',
    '/.env',
    '/.git/config',
    '/debug',
    '/swagger',
    '/api',
    '/v1/demo',
    '/v1/test',
  ]) {
    expect([path, (await new Client(local).get(path)).status]).toEqual([path, 404]);
  }
  expect((await new Client(local).get('/')).text).not.toMatch(/Demo sign-ins/);
});
