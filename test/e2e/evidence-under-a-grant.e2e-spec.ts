import { PDFDocument } from '@cantoo/pdf-lib';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encryptedPdf, office, pdf, png } from '../files/documents.ts';
import type { GivenCompany } from '../support/given.ts';
import { openWorld, type World } from '../support/world.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url');
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let world: World;
let supplier: GivenCompany;
let customer: GivenCompany;
let editionId: string;
let original: Buffer;
let evidenceId: string;
beforeAll(async () => {
  world = await openWorld();
  supplier = await world.given.company({ name: '電装株式会社' });
  customer = await world.given.company({ name: '自動車株式会社' });
  editionId = (await world.given.edition(supplier.id, { 'K1-01': [{ text: 'l1' }], 'K3-01': [{ text: 'l1' }] })).id;
  original = await pdf();
  evidenceId = await file({ name: '社内名-0417.pdf', bytes: original }, '情報セキュリティ基本方針');
});
afterAll(() => world?.close());

/** A PDF (unless said otherwise) that the supplier's edition names under K1-01. @returns its id */
async function file(
  { name = '方針.pdf', mediaType = 'application/pdf', bytes }: { name?: string; mediaType?: string; bytes: Uint8Array },
  title = '証拠',
  item = 'K1-01',
): Promise<string> {
  const { id } = await world.given.evidence(supplier, { name, mediaType, bytes, fields: { 'title.ja': title } });
  await world.given.named(supplier.id, editionId, item, id);
  return id;
}

const granted = (wish: Record<string, unknown> = {}) =>
  world.given.grant(supplier, customer, { items: { 'K1-01': 'evidence' }, ...wish });

const read = (grant: string, id = evidenceId, rest = '', client = customer.client) =>
  client.get(`/v1/grants/${grant}/evidence/${id}${rest}`);

const records = async (grantId: string) => {
  const { rows } = await world.database.admin.query(
    `select id, event, counterparty_id, member_id, service_account_id, subject_id, request_id from ledger_entries
      where grant_id = $1 and event like 'disclosure.%' order by id`,
    [grantId],
  );
  return rows;
};

/** What the stamp says, from the properties of the document; on the pages it is proven where stamping is. */
async function stampOf(bytes: Buffer): Promise<string> {
  return (await PDFDocument.load(bytes, { updateMetadata: false })).getKeywords() ?? '';
}

test('a PDF comes as a copy stamped for its reader, names the original it was made of, and is recorded', async () => {
  const grant = await granted();
  const { status, headers, bytes } = await read(grant);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(headers.get('x-rendition-of')).toBe(sha256(original));
  expect(sha256(bytes)).not.toBe(sha256(original));
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  const disposition = headers.get('content-disposition') ?? '';
  expect(disposition).toMatch(/^attachment; /);
  expect(disposition).toContain(encodeURIComponent('情報セキュリティ基本方針_閲覧用.pdf'));
  expect(decodeURIComponent(disposition)).not.toContain('社内名');

  const [record, ...others] = await records(grant);
  expect(others).toEqual([]);
  expect(record).toMatchObject({
    event: 'disclosure.evidence-read',
    counterparty_id: customer.id,
    member_id: customer.owner.memberId,
    subject_id: evidenceId,
    request_id: headers.get('x-request-id'),
  });
  const stamp = await stampOf(bytes);
  expect(stamp).toContain(`自動車株式会社 ${customer.owner.name}`);
  expect(stamp).toContain(`閲覧記録 ${record.id}`);
  expect(stamp).toMatch(/\d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d\d/);
  const seen = await supplier.client.get(`/v1/access-records?grant=${grant}`);
  expect(seen.body.items[0]).toMatchObject({ id: record.id, kind: 'evidence', evidence: evidenceId });
});

test('under an API key the stamp names the service account', async () => {
  const { client, id } = await world.given.key(customer.id, customer.owner.memberId, ['disclosures.read']);
  await world.database.admin.query(`update service_accounts set name = '与信システム連携' where id = $1`, [id]);
  const grant = await granted();
  const { status, bytes } = await read(grant, evidenceId, '', client);
  expect([status, await stampOf(bytes)]).toEqual([200, expect.stringContaining('自動車株式会社 与信システム連携')]);
  const withoutScope = await world.given.key(customer.id, customer.owner.memberId, ['grants.read']);
  expect((await read(grant, evidenceId, '', withoutScope.client)).status).toBe(403);
});

test('the original is had only where the grant says so, and is then the bytes that were signed for', async () => {
  const [view, download, originals] = [
    await granted(),
    await granted({ delivery: 'download' }),
    await granted({ originals: true }),
  ];
  for (const grant of [view, download]) {
    const refused = await read(grant, evidenceId, '/original');
    expect([refused.status, refused.body.code, refused.body.more.reason]).toEqual([
      409,
      'not-deliverable',
      'originals-not-granted',
    ]);
  }
  const { status, headers, bytes } = await read(originals, evidenceId, '/original');
  expect([status, sha256(bytes)]).toEqual([200, sha256(original)]);
  expect(headers.get('x-rendition-of')).toBeNull();
  expect(headers.get('content-disposition')).toContain(encodeURIComponent('情報セキュリティ基本方針.pdf'));
  expect(sha256((await read(originals)).bytes)).not.toBe(sha256(original)); // the copy stays a copy
});

test('a PDF that cannot be stamped is handled by name, and its original is pointed to where it may be had', async () => {
  const signed = Buffer.from(
    (await pdf()).toString('latin1').replace('%%EOF', '/ByteRange [0 1 2 3]\n%%EOF'),
    'latin1',
  );
  const files = {
    encrypted: await file({ bytes: await encryptedPdf() }),
    signed: await file({ bytes: signed }),
    broken: await file({ bytes: Buffer.from('%PDF-1.7\nnothing\n%%EOF\n') }),
  };
  const [view, originals] = [await granted(), await granted({ originals: true })];
  for (const [reason, id] of Object.entries(files)) {
    const refused = await read(view, id);
    expect([refused.status, refused.body.code, refused.body.more]).toEqual([
      409,
      'not-deliverable',
      { reason, words: { ja: expect.stringMatching(/PDF/), en: expect.stringMatching(/PDF/) } },
    ]);
    const link = `/v1/grants/${originals}/evidence/${id}/original`;
    expect((await read(originals, id)).body.more).toMatchObject({ reason, original: link });
    expect((await customer.client.get(link)).status).toBe(200);
  }
});

test('other kinds of file are given as they are, and only where the grant lets them be taken away', async () => {
  const [sheet, picture] = [office('xlsx'), png()];
  const ids = [
    await file({ name: '台帳.xlsx', mediaType: xlsx, bytes: sheet }, '資産台帳'),
    await file({ name: '体制図.png', mediaType: 'image/png', bytes: picture }, '体制図'),
  ];
  const [view, download, originals] = [
    await granted(),
    await granted({ delivery: 'download' }),
    await granted({ originals: true }),
  ];
  for (const [at, bytes] of [sheet, picture].entries()) {
    expect((await read(view, ids[at])).body).toMatchObject({ code: 'not-deliverable', more: { reason: 'view-only' } });
    for (const grant of [download, originals]) {
      const served = await read(grant, ids[at]);
      expect([served.status, served.bytes.equals(bytes)]).toEqual([200, true]);
      expect(served.headers.get('content-disposition')).toMatch(/^attachment;/);
    }
  }
});

test('what this grant does not open answers like nothing at all, and leaves no record: one good among bad', async () => {
  const other = await world.given.company();
  const otherEdition = await world.given.edition(other.id, {});
  const { id: others } = await world.given.evidence(other);
  await world.given.named(other.id, otherEdition.id, 'K1-01', others);
  const otherItem = await file({ bytes: await pdf() }, '別項目', 'K3-01');
  const { id: unnamed } = await world.given.evidence(supplier);
  const grant = await granted({ items: { 'K1-01': 'evidence', 'K3-01': 'detail' } });
  const below = await granted({ items: { 'K1-01': 'detail' } });
  const revoked = await granted();
  await supplier.client.post(`/v1/grants/${revoked}/revocation`, {});
  const toOther = await world.given.grant(supplier, other, { items: { 'K1-01': 'evidence' } });
  const nothing = '01a205f7-0000-7000-8000-000000000000';

  const bad: [string, string][] = [
    [grant, others],
    [grant, otherItem],
    [grant, unnamed],
    [grant, nothing],
    [below, evidenceId],
    [revoked, evidenceId],
    [toOther, evidenceId],
    [nothing, evidenceId],
  ];
  const bodies = new Set<string>();
  for (const rest of ['', '/original']) {
    for (const [grantId, id] of bad) {
      const { status, body } = await read(grantId, id, rest);
      bodies.add(JSON.stringify([status, { ...body, requestId: '' }]));
    }
  }
  expect([...bodies]).toEqual([expect.stringMatching(/^\[404,.*"code":"not-found"/)]);
  for (const grantId of [grant, below, revoked, toOther]) expect(await records(grantId)).toEqual([]);
  expect((await read(grant)).status).toBe(200);
  expect((await read(grant, evidenceId, '', world.nobody)).status).toBe(401);
  const editor = await world.given.member(customer.id, ['editor']);
  expect((await read(grant, evidenceId, '', editor.client)).status).toBe(403);
  expect(await records(grant)).toHaveLength(1);
});

test('evidence of an earlier edition is shown to a grant pinned to it, and not to one that shows the latest', async () => {
  const discloser = await world.given.company();
  const first = await world.given.edition(discloser.id, {});
  const { id } = await world.given.evidence(discloser, { bytes: 'first' });
  await world.given.named(discloser.id, first.id, 'K1-01', id);
  const wish = { items: { 'K1-01': 'evidence' }, delivery: 'download' };
  const latest = await world.given.grant(discloser, customer, wish);
  const pinned = await world.given.grant(discloser, customer, { ...wish, pinnedEdition: 1 });
  expect((await read(latest, id)).text).toBe('first');
  await world.given.edition(discloser.id, {}, 2);
  expect((await read(latest, id)).status).toBe(404);
  await discloser.client.delete(`/v1/evidence/${id}`); // removed from the draft: the edition still names it
  expect((await read(pinned, id)).text).toBe('first');
  await world.database.admin.query(
    `insert into edition_withdrawals (edition_id, organization_id, reason, withdrawn_by) values ($1, $2, '誤り', $3)`,
    [first.id, discloser.id, discloser.owner.memberId],
  );
  const withdrawn = await read(pinned, id);
  expect([withdrawn.status, withdrawn.body.code]).toEqual([409, 'conflict']);
});

test('the whole way: a file of a published edition is described in the view at evidence level, with the hash served', async () => {
  const discloser = await world.given.company();
  const bytes = Buffer.from('教育実施記録');
  const { id } = await world.given.evidence(discloser, { bytes, fields: { 'title.ja': '教育記録', kind: 'record' } });
  await world.given.publishedEdition(discloser, { items: { 'K3-01': { evidence: [id] } } });
  const wish = { items: { 'K3-01': 'evidence' }, originals: true };
  const grant = await world.given.grant(discloser, customer, wish);
  const { body } = await customer.client.get(`/v1/grants/${grant}/disclosure`);
  const item = body.disclosure.items.find((one: { id: string }) => one.id === 'K3-01');
  expect(item.levels.evidence.value.evidence).toEqual([
    {
      id,
      sha256: sha256(bytes),
      length: bytes.length,
      mediaType: 'text/plain',
      title: { ja: '教育記録' },
      kind: 'record',
    },
  ]);
  expect(sha256((await read(grant, id, '/original')).bytes)).toBe(item.levels.evidence.value.evidence[0].sha256);
});

test('bytes that are not the ones that came in are never served, not even in part', async () => {
  const place = join(world.home, 'evidence');
  const paths = () =>
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const before = new Set(paths());
  const big = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(100_000, 0x20), Buffer.from('\n%%EOF\n')]);
  const id = await file({ bytes: big });
  const [path = ''] = paths().filter((one) => !before.has(one));
  const grant = await granted({ originals: true });
  expect((await read(grant, id, '/original')).bytes.equals(big)).toBe(true);
  const good = readFileSync(path);
  for (const at of [0, 60, 40_000, good.length - 1]) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1;
    writeFileSync(path, bad);
    const refused = await read(grant, id, '/original');
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'try-again', '2']);
  }
  writeFileSync(path, good.subarray(0, 56 + 16_400)); // cut at the end of a chunk
  expect((await read(grant, id, '/original')).status).toBe(503);
  writeFileSync(path, good);
  // A whole file in the place of another, well encrypted, is another file all the same.
  await world.database.admin.query(`update evidence set sha256 = sha256('other') where id = $1`, [id]);
  expect((await read(grant, id, '/original')).status).toBe(503);
  expect((await read(grant)).status).toBe(200);
});

test('when the record cannot be written nothing is served', async () => {
  const grant = await granted();
  await world.database.admin.query(`revoke insert on ledger_entries from warifu_definer`);
  const refused = await read(grant);
  await world.database.admin.query(`grant insert on ledger_entries to warifu_definer`);
  expect([refused.status, refused.body.code]).toEqual([503, 'try-again']);
  expect(await records(grant)).toEqual([]);
});

test('a company that asks for many copies at once does not keep another one waiting', async () => {
  const [busy, calm] = [await world.given.company(), await world.given.company()];
  const wish = { items: { 'K1-01': 'evidence' } };
  const [busyGrant, calmGrant] = [
    await world.given.grant(supplier, busy, wish),
    await world.given.grant(supplier, calm, wish),
  ];
  const order: string[] = [];
  const copy = async (name: string, grant: string, { client }: GivenCompany) => {
    expect((await read(grant, evidenceId, '', client)).status).toBe(200);
    order.push(name);
  };
  const crowd = Array.from({ length: 8 }, () => copy('busy', busyGrant, busy));
  await Promise.all([...crowd, copy('calm', calmGrant, calm)]);
  expect(order.indexOf('calm')).toBeLessThan(5); // behind the two at work, not behind the six that wait
  expect(await records(busyGrant)).toHaveLength(8);
});

test('a thousand titles come back as the names they are, in Japanese and in anything else', async () => {
  const grant = await granted({ delivery: 'download' });
  const id = await file({ name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('x') });
  const words = [
    '情報',
    '規程',
    '第3版',
    'ISMS',
    '(改訂)',
    '髙橋',
    'Règle',
    '100%',
    '"引用"',
    "l'avis",
    '😀',
    '한국어',
    'ﾊﾝｶｸ',
  ];
  for (let at = 0; at < 1_000; at++) {
    const title = `${words[at % 13]}${words[(at * 7) % 13]}${String.fromCodePoint(0x4e00 + at)}-${at}`;
    await world.database.admin.query(`update evidence set title = $2 where id = $1`, [id, { ja: title }]);
    const { headers } = await read(grant, id);
    const [, ascii, encoded = ''] =
      /^attachment; filename="([\w.-]+)"; filename\*=UTF-8''([\w.~%!#$&+^`|-]+)$/.exec(
        headers.get('content-disposition') ?? '',
      ) ?? [];
    expect(ascii).toMatch(/\.txt$/);
    expect(decodeURIComponent(encoded)).toBe(`${title.normalize('NFC').replaceAll('"', '_')}.txt`);
  }
});
