import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { deflatedSpaces } from '../files/bombs.ts';
import { encryptedPdf, jpeg, office, officeParts, pdf, png } from '../files/documents.ts';
import { makeZip } from '../files/zip.ts';
import { endlessUpload } from '../support/endless-upload.ts';
import type { GivenCompany } from '../support/given.ts';
import { uploadForm } from '../support/upload-form.ts';
import { openWorld, type World } from '../support/world.ts';
import { testData } from '../test-data.ts';

const MB = 1024 * 1024;
let world: World;
let company: GivenCompany;
beforeAll(async () => {
  world = await openWorld();
  company = await world.given.company();
});
afterAll(() => world?.close());

const stored = () =>
  readdirSync(world.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The reason a file is refused for, the field at fault, and how long that took; undefined when it was taken. */
async function refusalOf(name: string, mediaType: string, bytes: Buffer | string) {
  const begin = performance.now();
  const { status, body } = await company.client.post('/v1/evidence', uploadForm({ name, mediaType, bytes }));
  if (status === 201) return undefined;
  expect([status, body.code]).toEqual([422, 'file-refused']);
  expect(body.more.words.ja).toMatch(/。$/);
  expect(body.errors).toEqual([{ pointer: expect.any(String), detail: body.more.reason }]);
  return { reason: body.more.reason, field: body.more.field, took: performance.now() - begin };
}

const pathOf = { docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' };

test('extension, declared type and content must agree; the field at fault and the reason are named', async () => {
  const wrong: [string, string, Buffer | string, string, string][] = [
    ['方針.pdf', 'application/pdf', '<html><script>alert(1)</script></html>', 'content-mismatch', 'file'],
    ['規程.docx', pathOf.docx, Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), 'content-mismatch', 'file'],
    ['図.png', 'image/png', jpeg(), 'content-mismatch', 'file'],
    ['図.png', 'application/pdf', png(), 'type-mismatch', 'mediaType'],
    ['図.svg', 'image/svg+xml', '<svg/>', 'unsupported-type', 'name'],
    ['方針.pdf.exe', 'application/pdf', await pdf(), 'unsupported-type', 'name'],
    ['方針.pdf', 'application/pdf', Buffer.concat([await pdf(), office('docx')]), 'polyglot', 'file'],
    ['方針.pdf', 'application/pdf', Buffer.concat([Buffer.from('<html>'), await pdf()]), 'polyglot', 'file'],
    ['メモ.txt', 'text/plain', '<!doctype html><script>1</script>', 'looks-like-html', 'file'],
    ['空.txt', 'text/plain', '', 'empty', 'file'],
  ];
  const before = stored();
  for (const [name, mediaType, bytes, reason, field] of wrong) {
    expect([name, await refusalOf(name, mediaType, bytes)]).toMatchObject([name, { reason, field }]);
  }
  expect(stored()).toEqual(before);
});

test('an encrypted PDF is taken and named as one; it is only a stamped copy that there cannot be', async () => {
  const added = await world.given.evidence(company, {
    name: '証明書.pdf',
    mediaType: 'application/pdf',
    bytes: await encryptedPdf(),
  });
  expect(added.pdf).toBe('encrypted');
});

test('archives that lie, swell, nest, link or climb are refused quickly, flat in memory, and write nothing', async () => {
  const inside = (part: Parameters<typeof officeParts>[1]) => office('docx', part);
  const hostile: Record<string, Buffer> = {
    'archive-too-big': inside([
      { name: 'word/media/a.xml', data: '', packed: deflatedSpaces(200), size: 200 * MB, crc: 0 },
    ]),
    'archive-nested': inside([{ name: 'word/embeddings/a.xlsx', data: office('xlsx') }]),
    'archive-unsafe': inside([{ name: '../../../escaped.txt', data: 'x' }]),
  };
  const many = Array.from({ length: 20_000 }, (_, at) => ({ name: `word/${at}.xml`, data: '' }));
  const more: [Buffer, RegExp][] = [
    [makeZip(officeParts('docx', many)), /^archive-too-big$/],
    [inside([{ name: 'word/link.xml', data: '/etc/passwd', mode: 0o120777 }]), /^archive-unsafe$/],
    [inside([{ name: 'word/lie.xml', data: 'x'.repeat(10_000), size: 10 }]), /^archive-/],
    [inside([{ name: '/etc/cron.d/escaped', data: 'x' }]), /^archive-unsafe$/],
    [inside([{ name: 'word/vbaProject.bin', data: 'x' }]), /^(macros|archive-unsafe)$/],
  ];
  const before = stored();
  const all = [...Object.entries(hostile).map(([reason, bytes]) => [bytes, new RegExp(reason)] as const), ...more];
  for (const [bytes, reason] of all) {
    const memory = process.memoryUsage().external;
    const refused = await refusalOf('規程.docx', pathOf.docx, bytes);
    expect(refused?.reason).toMatch(reason);
    expect(refused?.took).toBeLessThan(1_000);
    expect(process.memoryUsage().external - memory).toBeLessThan(64 * MB);
  }
  expect(await refusalOf('図.png', 'image/png', png(60_000, 60_000))).toMatchObject({ reason: 'too-many-pixels' });
  expect(stored()).toEqual(before);
});

const hostileFiles = testData('hostile/office');
(hostileFiles ? test : test.skip)('no hostile office file of others is taken (needs hostile/office)', async () => {
  for (const { name, bytes } of hostileFiles ?? []) {
    for (const extension of ['docx', 'xlsx']) {
      const refused = await refusalOf(`${name}.${extension}`, '', bytes);
      expect([name, refused?.reason]).toEqual([name, expect.any(String)]);
    }
  }
});

const eicar = testData('hostile/eicar')?.[0];
(eicar ? test : test.skip)(
  'with no scanner a file is marked as not scanned and served as a download (needs hostile/eicar)',
  async () => {
    const added = await world.given.evidence(company, { name: 'eicar.txt', bytes: eicar?.bytes ?? '' });
    expect(added.scan).toBe('not-scanned');
    const served = await company.client.get(`/v1/evidence/${added.id}/content`);
    expect(served.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(served.headers.get('content-security-policy')).toContain('sandbox');
  },
);

test('an endless upload is cut off at the limit, in flat memory, whoever sends it', async () => {
  const { cookie = '' } = company.client.credentials;
  const before = stored();
  const asMember = await endlessUpload(world.origin, { cookie, origin: world.origin }, 1024);
  expect(asMember.answer).toMatch(/^HTTP\/1\.1 422 [^]*"reason":"too-large"/);
  expect(asMember.sent).toBeLessThan(128 * MB);
  expect(asMember.memory).toBeLessThan(128 * MB);
  const asNobody = await endlessUpload(world.origin, {}, 1024);
  expect(asNobody.answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(asNobody.sent).toBeLessThan(128 * MB);
  const fromElsewhere = await endlessUpload(world.origin, { cookie, origin: 'https://evil.example' }, 1024);
  expect(fromElsewhere.answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(fromElsewhere.sent).toBeLessThan(128 * MB);
  expect(stored()).toEqual(before);
});

test('exactly 25 MB is taken, and one byte more is not, with an answer an honest client can read', async () => {
  const full = Buffer.alloc(25 * MB, 'a');
  expect(await refusalOf('満.txt', 'text/plain', full)).toBeUndefined();
  expect(await refusalOf('過.txt', 'text/plain', Buffer.concat([full, Buffer.from('a')]))).toMatchObject({
    reason: 'too-large',
    field: 'file',
  });
});

test('a form that a browser sends from another site without asking first changes nothing', async () => {
  const { cookie = '' } = company.client.credentials;
  const send = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(world.origin + path, { method: 'POST', headers, body: uploadForm({}) });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  const before = stored();
  expect(await send('/v1/evidence', { cookie, origin: 'https://evil.example' })).toEqual([403, 'foreign-origin']);
  expect(await send('/v1/evidence', { cookie, origin: 'null' })).toEqual([403, 'foreign-origin']);
  expect(await send('/v1/evidence', { cookie, 'sec-fetch-site': 'cross-site' })).toEqual([403, 'foreign-origin']);
  expect(await send('/v1/evidence', { cookie, 'sec-fetch-site': 'same-site' })).toEqual([403, 'foreign-origin']);
  expect(stored()).toEqual(before);
  // And nowhere else is a form taken, wherever it comes from.
  const own = { cookie, origin: world.origin };
  expect(await send('/v1/terms', own)).toEqual([415, 'unsupported-media-type']);
  expect(await send('/v1/grants', own)).toEqual([415, 'unsupported-media-type']);
  expect((await company.client.post('/v1/evidence', { kind: 'policy' })).status).toBe(415);
});

test('a form that is no form, and one that ends too early, are bad input and leave nothing', async () => {
  const send = (body: string, boundary = '; boundary=b') =>
    company.client.post('/v1/evidence', body, { 'content-type': `multipart/form-data${boundary}` });
  const part = (head: string, text = 'x') => `--b\r\n${head}\r\n\r\n${text}\r\n`;
  const file = part('content-disposition: form-data; name="file"; filename="a.txt"');
  const before = stored();
  const bad = [
    await send(file, ''),
    await send(''),
    await send('nothing'),
    await send(file), // without its end
    await send(`${part('content-disposition: form-data')}--b--`),
    await send(`${part('content-disposition: form-data; filename="a.txt"')}--b--`),
    await send(`${part('content-disposition: form-data; name="__proto__"')}${file}--b--`),
    await send(`${part('content-disposition: form-data; name="toString"')}${file}--b--`),
    await send(`${part('content-disposition: form-data; name="title"')}${file}--b--`),
    await send(`${part('content-type: application/json\r\ncontent-disposition: form-data; name="kind"', '{')}--b--`),
    await send(`${part('content-disposition: form-data; name="kind"', 'x'.repeat(3_000))}${file}--b--`),
    await send(`${part(`content-disposition: form-data; name="${'n'.repeat(20_000)}"`)}${file}--b--`),
    await send(`${file}${file}--b--`),
    await send(
      `${Array.from({ length: 50 }, (_, at) => part(`content-disposition: form-data; name="f${at}"`)).join('')}--b--`,
    ),
  ];
  for (const [at, { status }] of bad.entries()) expect([at, status]).toEqual([at, 400]);
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(stored()).toEqual(before);
});

test('uploads whose senders go away, at work or while they wait, leave nothing and hold nobody up', async () => {
  const { hostname, port } = new URL(world.origin);
  const before = stored();
  const half = async (length: number) => {
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/evidence HTTP/1.1\r\nhost: x\r\ncookie: ${company.client.credentials.cookie}\r\norigin: ${world.origin}\r\n` +
        `content-type: multipart/form-data; boundary=b\r\ncontent-length: 1000000\r\n\r\n--b\r\n` +
        `content-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${'x'.repeat(length)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    return socket;
  };
  const atWork = [await half(100_000), await half(100_000)];
  const waiting = [await half(100), await half(100_000), await half(100)]; // the server notices only a short one's end
  for (const sockets of [waiting, atWork]) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(stored()).toEqual(before);
  const after = await Promise.all([1, 2, 3].map(() => company.client.post('/v1/evidence', uploadForm({}))));
  expect(after.map(({ status }) => status)).toEqual([201, 201, 201]);
});

test('whatever a file is called, it lies under our name and comes back under a safe one', async () => {
  const names = [
    '../../../../etc/passwd.txt',
    '..\\..\\windows\\system32\\config.txt',
    '%2e%2e%2fescaped.txt',
    'CON.txt',
    'a\tb.txt',
    '.htaccess.txt',
    `${'長'.repeat(300)}.txt`,
    'تقرير\u202etxt.exe.txt',
    "a';drop table evidence;--.txt",
    '"quoted".txt',
    '令和8年度_情報セキュリティ基本方針(改訂版).txt',
    ...(
      testData('hostile/path')?.flatMap(({ bytes }) => bytes.toString('latin1').split(/\r?\n/).slice(0, 6)) ?? []
    ).map((line) => `${line}.txt`),
  ];
  const sender = await world.given.company();
  for (const name of names) {
    const { id, fileName } = await world.given.evidence(sender, { name });
    const { headers } = await sender.client.get(`/v1/evidence/${id}/content`);
    const [, encoded = ''] = /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '') ?? [];
    expect(decodeURIComponent(encoded)).toBe(fileName);
    expect(fileName).toMatch(/^[^/\\:*?"<>|\p{Cc}\p{Cf}]+\.txt$/u);
    expect(fileName).not.toMatch(/^(\.|con\.)/i);
  }
  for (const path of stored()) expect(path).toMatch(/\/evidence\/[0-9a-f]{2}\/[0-9a-f]{32}$/);
});
