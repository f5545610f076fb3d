import { openWorld, type World } from '../support/world.ts';
import { testData } from '../test-data.ts';
import { answersIn, talk } from './raw.ts';

// 4.2.1 4.2.2: one reading of a message's length; our own answers are framed consistently, also on error and abort.

let world: World;
let port: number;
beforeAll(async () => {
  world = await openWorld();
  port = Number(new URL(world.origin).port);
});
afterAll(() => world?.close());

const head = (line: string, ...headers: string[]) => [line, 'Host: 127.0.0.1', ...headers, '', ''].join('\r\n');
const inner = 'GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ';
const post = (...headers: string[]) => head('POST /v1/sessions HTTP/1.1', 'Content-Type: application/json', ...headers);

/** Requests whose length two readers would not agree about. Each carries a second request for whoever gets it wrong. */
const ambiguous: Record<string, string> = {
  'length and chunks': `${post(`Content-Length: ${5 + inner.length}`, 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}\r\n\r\n`,
  'chunks and length': `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}2\r\n{}\r\n0\r\n\r\n`,
  'two lengths': `${post('Content-Length: 2', `Content-Length: ${2 + inner.length}`)}{}${inner}\r\n\r\n`,
  'two equal lengths': `${post('Content-Length: 2', 'Content-Length: 2')}{}`,
  'a list of lengths': `${post('Content-Length: 2, 2')}{}`,
  'a signed length': `${post('Content-Length: +2')}{}`,
  'a negative length': `${post('Content-Length: -2')}{}`,
  'a length in hex': `${post('Content-Length: 0x2')}{}`,
  'a length with a space in it': `${post('Content-Length: 2 0')}{}`,
  'a length beyond numbers': `${post('Content-Length: 99999999999999999999')}{}`,
  'a space before the colon': `${post('Content-Length : 2')}{}`,
  'chunked twice': `${post('Transfer-Encoding: chunked, chunked')}0\r\n\r\n`,
  'chunked not last': `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`,
  'an unknown coding': `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`,
  'a coding with a tab': `${post('Transfer-Encoding:\tchunked\u000b')}0\r\n\r\n`,
  'a coding on a second line': `${post('Transfer-Encoding:', ' chunked')}0\r\n\r\n`,
  'two codings': `${post('Transfer-Encoding: identity', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'a chunk size of many digits': `${post('Transfer-Encoding: chunked')}fffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
  'a negative chunk size': `${post('Transfer-Encoding: chunked')}-2\r\n{}\r\n0\r\n\r\n`,
  'a chunk size in 0x': `${post('Transfer-Encoding: chunked')}0x2\r\n{}\r\n0\r\n\r\n`,
  'chunks that end in line feeds': `${post('Transfer-Encoding: chunked')}2\n{}\n0\n\n`,
  'a chunk longer than it says': `${post('Transfer-Encoding: chunked')}1\r\n{}\r\n0\r\n\r\n`,
  'a bare carriage return': head('GET / HTTP/1.1', 'X: a\rTransfer-Encoding: chunked'),
  'a folded header': head('GET / HTTP/1.1', 'X: a', ' folded: b'),
  'a header without a name': head('GET / HTTP/1.1', ': x'),
  'a NUL in a header': head('GET / HTTP/1.1', 'X: a\u0000b'),
  'no host': 'GET /health/live HTTP/1.1\r\n\r\n',
  'two hosts': head('GET /health/live HTTP/1.1', 'Host: evil.example'),
  'HTTP/0.9': 'GET /\r\n',
  'HTTP/2.0 in text': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version of its own': head('GET / HTTP/1.9'),
  'two spaces in the line': head('GET  / HTTP/1.1'),
  'no path': head('GET HTTP/1.1'),
  'a method in lower case': head('get / HTTP/1.1'),
  'a TLS hello': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'an endless header': head('GET / HTTP/1.1', `X: ${'a'.repeat(100_000)}`),
  'ten thousand headers': head('GET / HTTP/1.1', ...Array.from({ length: 10_000 }, (_, at) => `X-${at}: a`)),
};

test.each(Object.entries(ambiguous))('%s: never two answers, and none that is not well framed', async (_, bytes) => {
  const answers = answersIn(await talk(port, Buffer.from(bytes, 'latin1')));
  expect(answers.length).toBeLessThanOrEqual(1);
  expect(answers.every(({ status }) => status < 500)).toBe(true);
  // A second request inside must never have been read as one.
  if (bytes.includes(inner)) expect(answers.map(({ body }) => body.toString()).join()).not.toContain('"live"');
});

test('what does not agree about its length is refused and the connection closed', async () => {
  for (const name of [
    'length and chunks',
    'two lengths',
    'a signed length',
    'an unknown coding',
    'a space before the colon',
    'chunked not last',
  ]) {
    const [answer, ...more] = answersIn(await talk(port, Buffer.from(ambiguous[name] as string, 'latin1')));
    // Where the route was waiting for the body already, the connection is cut without a word.
    expect([name, answer?.status ?? 400, more]).toEqual([name, 400, []]);
    if (answer) expect(answer.headers).toContainEqual(['connection', 'close']);
  }
});

test('two whole requests on one connection get two whole answers, in order', async () => {
  const one = head('GET /health/live HTTP/1.1');
  const two = head('GET /v1/nothing HTTP/1.1');
  const answers = answersIn(await talk(port, one + two));
  expect(answers.map(({ status }) => status)).toEqual([200, 404]);
});

test('a good request before a bad one gets its own answer or none, never the other’s', async () => {
  const answers = answersIn(await talk(port, `${head('GET /health/ready HTTP/1.1')}GARBAGE\r\n\r\n`));
  for (const [at, { status }] of answers.entries()) expect(status).toBe(at === 0 ? 200 : 400);
  expect(answers.length).toBeLessThanOrEqual(2);
});

test('every error is framed: refused origins, bodies too large, cut off, wrong types, bad addresses', async () => {
  const cases = [
    head('GET /%ZZ HTTP/1.1'),
    head('GET /%ff%fe HTTP/1.1'),
    head('GET http://evil.example/ HTTP/1.1'),
    head('GET //evil.example/ HTTP/1.1'),
    head('OPTIONS * HTTP/1.1'),
    head('CONNECT evil.example:443 HTTP/1.1'),
    head('TRACE / HTTP/1.1', 'X-Secret: echo'),
    head('GET / HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade'),
    head('GET / HTTP/1.1', 'Expect: 100-continue'),
    head('GET / HTTP/1.1', 'Expect: something'),
    `${post('Content-Length: 2', 'Origin: https://evil.example')}{}`,
    `${post('Content-Length: 5000000')}{}`,
    `${head('POST /v1/sessions HTTP/1.1', 'Content-Type: text/plain', 'Content-Length: 2')}{}`,
    `${head('POST /v1/sessions HTTP/1.1', 'Content-Type: application/json; charset=utf-7', 'Content-Length: 2')}{}`,
    `${head('POST /v1/sessions HTTP/1.1', 'Content-Type: application/json', 'Content-Encoding: gzip', 'Content-Length: 2')}{}`,
    `${head('GET /health/live HTTP/1.1', 'Content-Length: 2')}{}`,
  ];
  for (const bytes of cases) {
    const sent = await talk(port, bytes);
    const answers = answersIn(
      Buffer.from(sent.toString('latin1').replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ''), 'latin1'),
    );
    expect([bytes.split('\r\n')[0], answers.every(({ status }) => status < 500)]).toEqual([
      bytes.split('\r\n')[0],
      true,
    ]);
    expect(sent.toString()).not.toContain('echo');
    expect(sent.toString()).not.toMatch(/\nlocation:/i);
  }
});

test('a connection cut in the middle of a request, or before the answer, stops nobody', async () => {
  await talk(port, `${post('Content-Length: 1000')}{"em`, { abort: true });
  await talk(port, head('GET /trust.json HTTP/1.1'), { abort: true });
  await Promise.all(Array.from({ length: 50 }, () => talk(port, `${post('Content-Length: 10')}{`, { abort: true })));
  expect((await world.nobody.get('/health/live')).status).toBe(200);
});

const requests = testData('hostile/http')?.find(({ name }) => name === 'llhttp-requests.json');
(requests ? test : test.skip)(
  'the requests a parser’s own authors thought of: no more answers than requests, no server error (hostile/http)',
  async () => {
    const all: { title: string; raw_base64: string }[] = JSON.parse(requests?.bytes.toString() ?? '[]');
    expect(all.length).toBeGreaterThan(50);
    for (const { title, raw_base64: raw } of all) {
      const bytes = Buffer.from(raw, 'base64');
      const asked = (bytes.toString('latin1').match(/^[A-Z-]+ \S+.*HTTP\/\d\.\d/gm) ?? []).length;
      const sent = (await talk(port, bytes, { quietMs: 60 }))
        .toString('latin1')
        .replace(/HTTP\/1\.1 100 Continue\r\n\r\n/g, '');
      const answers = answersIn(Buffer.from(sent, 'latin1'));
      expect([title, answers.length <= Math.max(asked, 1)]).toEqual([title, true]);
      expect([title, answers.filter(({ status }) => status >= 500)]).toEqual([title, []]);
    }
    expect((await world.nobody.get('/health/live')).status).toBe(200);
  },
  200_000,
);
