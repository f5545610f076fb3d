import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceFiles, LooseObjects, quotas } from '../../libs/exchange/evidence/index.ts';
import { office, pdf, png } from '../files/documents.ts';
import type { GivenCompany } from '../support/given.ts';
import { uploadForm } from '../support/upload-form.ts';
import { openWorld, type World } from '../support/world.ts';

const S3rver = require('s3rver') as new (options: object) => { run(): Promise<AddressInfo>; close(): Promise<void> };

const canary = '社外秘カナリア-7f3a-evidence-canary';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url');

/** Every file of the store, whatever the driver makes of it. */
const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));

/** Every row of every table as text, bytes in hex: what somebody with a dump of the database has. */
async function everyRow(admin: World['database']['admin']): Promise<string> {
  const { rows: tables } = await admin.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const dump: string[] = [];
  for (const { name } of tables) {
    const { rows } = await admin.query(`select t::text as row from ${name} t`);
    dump.push(...rows.map(({ row }) => row));
  }
  return dump.join('\n');
}

interface Store {
  readonly env: Record<string, string>;
  /** Where its bytes lie on this machine. */
  readonly folder: (world: World) => string;
  readonly close: () => Promise<void>;
}

const stores: [string, () => Promise<Store>][] = [
  ['a directory', async () => ({ env: {}, folder: (world) => join(world.home, 'evidence'), close: async () => {} })],
  [
    'S3',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'warifu-s3-'));
      const buckets = [{ name: 'evidence' }];
      const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: buckets });
      const { port } = await server.run();
      const endpoint = encodeURIComponent(`http://127.0.0.1:${port}`);
      return {
        env: {
          EVIDENCE_URL: `s3://evidence/files?region=us-east-1&endpoint=${endpoint}`,
          S3_ACCESS_KEY_ID: 'S3RVER',
          S3_SECRET_ACCESS_KEY: 'S3RVER',
        },
        folder: () => directory,
        close: async () => {
          await server.close();
          await rm(directory, { recursive: true, force: true });
        },
      };
    },
  ],
];

describe.each(stores)('evidence in %s', (_, open) => {
  let store: Store;
  let world: World;
  let company: GivenCompany;
  beforeAll(async () => {
    store = await open();
    world = await openWorld(store.env);
    company = await world.given.company();
  });
  afterAll(async () => {
    await world?.close();
    await store?.close();
  });

  test('every kind comes back byte for byte under its own name, as a download and nothing else', async () => {
    const files: [string, string, Buffer][] = [
      ['方針.pdf', 'application/pdf', await pdf()],
      ['体制図.png', 'image/png', png()],
      ['台帳.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', office('xlsx')],
      ['一覧.csv', 'application/vnd.ms-excel', Buffer.from('項目,値\r\n教育,年1回\r\n')],
    ];
    for (const [name, mediaType, bytes] of files) {
      const added = await world.given.evidence(company, { name, mediaType, bytes });
      expect(added).toMatchObject({ fileName: name, length: bytes.length, sha256: sha256(bytes), scan: 'not-scanned' });
      const { status, headers, bytes: served } = await company.client.get(`/v1/evidence/${added.id}/content`);
      expect([status, served.equals(bytes)]).toEqual([200, true]);
      expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    }
  });

  test('neither the store nor the database holds a plain byte of it, and the store knows only our names', async () => {
    await world.given.evidence(company, { name: `../../${canary}.txt`, bytes: `機密 ${canary}` });
    const stored = filesUnder(store.folder(world));
    expect(stored.length).toBeGreaterThan(0);
    for (const { name, bytes } of stored) {
      // s3rver keeps an object beside its metadata: `<name>._S3rver_object`.
      expect(name).toMatch(/^[0-9a-f]{32}(\._S3rver_(object|metadata\.json|object\.md5))?$/);
      expect(bytes.includes(canary)).toBe(false);
    }
    const dump = await everyRow(world.database.admin);
    expect(dump).toContain(`${canary}.txt`); // the name is shown, so it is kept
    expect(dump).not.toContain(`機密 ${canary}`);
    expect(dump).not.toContain(Buffer.from(canary).toString('hex').slice(10, 40));
    expect(dump).not.toContain(Buffer.from(`機密 ${canary}`).toString('base64').slice(4, 40));
  });

  test('a byte that changed in the store is not served, and the next file is', async () => {
    const good = await world.given.evidence(company, { bytes: 'gut' });
    const before = new Set(filesUnder(store.folder(world)).map(({ name }) => name));
    const bad = await world.given.evidence(company, { bytes: canary });
    const [path] = readdirSync(store.folder(world), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !before.has(entry.name) && !/metadata|md5/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    const bytes = readFileSync(path as string);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(path as string, bytes);
    const refused = await company.client.get(`/v1/evidence/${bad.id}/content`);
    expect([refused.status, refused.body.code]).toEqual([503, 'try-again']);
    expect((await company.client.get(`/v1/evidence/${good.id}/content`)).text).toBe('gut');
  });

  test('a removed file that no edition names is destroyed with its key; one that an edition names is kept', async () => {
    const edition = await world.given.edition(company.id, {});
    const before = filesUnder(store.folder(world)).length;
    const named = await world.given.evidence(company, { bytes: 'named' });
    const loose = await world.given.evidence(company, { bytes: 'loose' });
    await world.given.named(company.id, edition.id, 'K1-01', named.id);
    const each = (filesUnder(store.folder(world)).length - before) / 2;
    for (const { id } of [named, loose]) {
      expect((await company.client.delete(`/v1/evidence/${id}`)).status).toBe(204);
      expect((await company.client.delete(`/v1/evidence/${id}`)).body.code).toBe('already-done');
    }
    const files = world.app.get(EvidenceFiles);
    for (const { id } of [named, loose, named, loose]) await files.collect(id); // twice is once
    expect(filesUnder(store.folder(world))).toHaveLength(before + each);
    expect((await company.client.get(`/v1/evidence/${loose.id}`)).status).toBe(404);
    expect((await company.client.get(`/v1/evidence/${named.id}/content`)).text).toBe('named');
    const listed = async (query: string) =>
      (await company.client.get(`/v1/evidence${query}`)).body.items.map((item: { id: string }) => item.id);
    expect(await listed('')).not.toContain(named.id);
    expect(await listed('?removed=true')).toContain(named.id);
    const { rows } = await world.database.admin.query(`select count(*)::int as n from loose_objects`);
    expect(rows[0].n).toBe(0);
  });
});

test('while the store does not answer nothing is taken in and nothing served, and lists still answer', async () => {
  const open = stores[1]?.[1] as () => Promise<Store>;
  const store = await open();
  const world = await openWorld(store.env);
  const company = await world.given.company();
  const { id } = await world.given.evidence(company);
  await store.close();
  const [added, served] = [
    await company.client.post('/v1/evidence', uploadForm({})),
    await company.client.get(`/v1/evidence/${id}/content`),
  ];
  const listed = await company.client.get('/v1/evidence');
  await world.close();
  expect([added.status, added.body.code, served.status]).toEqual([503, 'try-again', 503]);
  expect(listed.body.items).toHaveLength(1);
});

describe('a company’s files', () => {
  let world: World;
  let company: GivenCompany;
  beforeAll(async () => {
    world = await openWorld();
    company = await world.given.company();
  });
  afterAll(() => world?.close());

  const events = async (id: string) => {
    const { rows } = await world.database.admin.query(
      `select event, member_id, detail from ledger_entries where subject_id = $1 order by id`,
      [id],
    );
    return rows;
  };

  test('what is said of a file is checked by field before anything is stored', async () => {
    const wrong: [Record<string, string | undefined>, string][] = [
      [{ 'title.ja': undefined }, '/title'],
      [{ 'title.ja': 'a\u0007b' }, '/title/ja'],
      [{ 'title.ja': '長'.repeat(201) }, '/title/ja'],
      [{ 'title.fr': 'Règle' }, '/title.fr'],
      [{ kind: 'policies' }, '/kind'],
      [{ kind: undefined }, '/kind'],
      [{ issued: '2026-02-30' }, '/issued'],
      [{ issued: '2026-05-01', expires: '2026-04-30' }, '/expires'],
      [{ organizationId: company.id }, '/organizationId'],
      [{ scan: 'clean' }, '/scan'],
      [{ file: 'not a file' }, '/file'],
    ];
    for (const [fields, pointer] of wrong) {
      const { status, body } = await company.client.post('/v1/evidence', uploadForm({ fields }));
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'invalid-input', pointer]);
    }
    const twice = uploadForm({});
    twice.append('kind', 'record');
    expect((await company.client.post('/v1/evidence', twice)).body.errors[0].pointer).toBe('/kind');
    const { rows } = await world.database.admin.query(`select count(*)::int as n from evidence`);
    expect(rows[0].n).toBe(0);
    expect(filesUnder(join(world.home, 'evidence'))).toEqual([]);
  });

  test('adding and removing are in the ledger, without a word of the file', async () => {
    const { id } = await world.given.evidence(company, { fields: { issued: '2026-04-01', expires: '2027-03-31' } });
    await company.client.delete(`/v1/evidence/${id}`);
    expect(await events(id)).toEqual([
      {
        event: 'evidence.added',
        member_id: company.owner.memberId,
        detail: { kind: 'policy', mediaType: 'text/plain', length: 6 },
      },
      { event: 'evidence.removed', member_id: company.owner.memberId, detail: { answers: 0 } },
    ]);
    const { rows } = await world.database.admin.query(
      `select job from outbox_messages where payload->>'evidenceId' = $1`,
      [id],
    );
    expect(rows).toEqual([{ job: 'evidence.collect' }]);
  });

  test('removing a file takes it out of the answers that name it, as an edit that asks for approval again', async () => {
    const [kept, gone] = [await world.given.evidence(company), await world.given.evidence(company)];
    await world.given.approvedProfile(company, { items: { 'K1-01': { evidence: [kept.id, gone.id] }, 'K1-02': {} } });
    const version = (await company.client.get('/v1/profile/items/K1-01')).headers.get('etag');
    const other = (await company.client.get('/v1/profile/items/K1-02')).headers.get('etag');
    await company.client.delete(`/v1/evidence/${gone.id}`);
    const answer = await company.client.get('/v1/profile/items/K1-01');
    expect(answer.body.answer.evidence).toEqual([kept.id]);
    expect(answer.headers.get('etag')).not.toBe(version);
    expect((await company.client.get('/v1/profile/items/K1-02')).headers.get('etag')).toBe(other);
    const { rows } = await world.database.admin.query(`select state from profiles where organization_id = $1`, [
      company.id,
    ]);
    expect(rows[0].state).toBe('draft');
  });

  test('lists are paged, newest first, and hold nothing of another company', async () => {
    const [mine, other] = [await world.given.company(), await world.given.company()];
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) {
      await world.given.evidence(other);
      ids.unshift((await world.given.evidence(mine, { fields: { kind: at % 2 ? 'record' : 'policy' } })).id);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await mine.client.get(`/v1/evidence?limit=2${cursor}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.next ? `&cursor=${body.next}` : '';
    } while (cursor);
    expect(seen).toEqual(ids);
    expect((await mine.client.get('/v1/evidence?kind=record')).body.items).toHaveLength(2);
  });

  test('another company’s file and no file answer alike; a low role may not look, an editor may add', async () => {
    const other = await world.given.company();
    const { id } = await world.given.evidence(company);
    const nothing = '01a205f7-0000-7000-8000-000000000000';
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/content'],
      ['DELETE', ''],
    ] as const) {
      const bodies = [];
      for (const which of [id, nothing]) {
        const { status, body } = await other.client.send(method, `/v1/evidence/${which}${rest}`);
        bodies.push({ status, ...body, requestId: '' });
      }
      expect(bodies[0]).toEqual(bodies[1]);
      expect(bodies[0]?.status).toBe(404);
    }
    const viewer = await world.given.member(company.id, ['viewer']);
    const editor = await world.given.member(company.id, ['editor']);
    expect((await viewer.client.get(`/v1/evidence/${id}/content`)).status).toBe(403);
    expect((await viewer.client.get('/v1/evidence')).status).toBe(403);
    expect((await viewer.client.post('/v1/evidence', uploadForm({}))).status).toBe(403);
    expect((await world.nobody.post('/v1/evidence', uploadForm({}))).status).toBe(401);
    expect((await editor.client.post('/v1/evidence', uploadForm({}))).status).toBe(201);
    expect((await company.client.get(`/v1/evidence/${id}/content`)).status).toBe(200);
  });

  test('when the row cannot be written, nothing of the file is left behind', async () => {
    const before = filesUnder(join(world.home, 'evidence')).length;
    await world.database.admin.query(`alter table evidence add constraint never check (kind <> 'minutes') not valid`);
    const failed = await company.client.post('/v1/evidence', uploadForm({ fields: { kind: 'minutes' } }));
    await world.database.admin.query(`alter table evidence drop constraint never`);
    expect(failed.status).toBe(500);
    expect(filesUnder(join(world.home, 'evidence'))).toHaveLength(before);
    const { rows } = await world.database.admin.query(`select count(*)::int as n from loose_objects`);
    expect(rows[0].n).toBe(0);
  });

  test('what a killed process left in the store is swept after an hour, and nothing that has an owner', async () => {
    const kept = await world.given.evidence(company, { bytes: 'kept' });
    const before = filesUnder(join(world.home, 'evidence')).length;
    const [young, old] = ['1'.repeat(32), '2'.repeat(32)];
    const loose = world.app.get(LooseObjects);
    const { objects } = loose as unknown as { objects: { put(id: string, bytes: Buffer[]): Promise<void> } };
    for (const key of [young, old]) {
      await loose.expect(key);
      await objects.put(key, [Buffer.from('half')]);
    }
    await world.database.admin.query(
      `update loose_objects set since = now() - interval '61 minutes' where storage_key = $1`,
      [old],
    );
    expect(await loose.sweep()).toBe(1);
    expect(filesUnder(join(world.home, 'evidence'))).toHaveLength(before + 1);
    expect((await company.client.get(`/v1/evidence/${kept.id}/content`)).text).toBe('kept');
    await loose.discard(young);
  });

  test('an Idempotency-Key adds a file once; with another file it is refused; no copy is left over', async () => {
    const mine = await world.given.company();
    const before = filesUnder(join(world.home, 'evidence')).length;
    const send = (bytes: string) =>
      mine.client.post('/v1/evidence', uploadForm({ bytes }), { 'idempotency-key': 'upload-0001' });
    const first = await send('one');
    const again = await send('one');
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await send('two')).body.code).toBe('key-reused');
    expect((await mine.client.get('/v1/evidence')).body.items).toHaveLength(1);
    expect(filesUnder(join(world.home, 'evidence'))).toHaveLength(before + 1);
  });

  test('limits per company and per person hold, also for uploads at the same time', async () => {
    const mine = await world.given.company();
    const fill = (organizationId: string, by: string, files: number, length: number, ago: string) =>
      world.database.admin.query(
        `insert into evidence (id, organization_id, title, kind, file_name, media_type, length, sha256, storage_key,
                               wrapped_key, uploaded_by, uploaded_at)
         select gen_random_uuid(), $1, '{"ja":"x"}', 'policy', 'x.txt', 'text/plain', $4, sha256(''), 'none', '', $2,
                now() - $5::interval from generate_series(1, $3)`,
        [organizationId, by, files, length, ago],
      );
    const refusal = async () => {
      const { status, body } = await mine.client.post('/v1/evidence', uploadForm({}));
      return [status, body.code, body.more?.limit];
    };
    await fill(mine.id, mine.owner.memberId, quotas.day.files - 1, 1, '1 hour');
    const both = await Promise.all([1, 2].map(() => mine.client.post('/v1/evidence', uploadForm({}))));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(await refusal()).toEqual([409, 'limit-reached', 'day-files']);
    const colleague = await world.given.member(mine.id, ['editor']);
    expect((await colleague.client.post('/v1/evidence', uploadForm({}))).status).toBe(201);

    await world.database.admin.query(`delete from evidence where organization_id = $1`, [mine.id]);
    await fill(mine.id, mine.owner.memberId, quotas.company.files, 1, '2 days');
    expect(await refusal()).toEqual([409, 'limit-reached', 'company-files']);
    await world.database.admin.query(`delete from evidence where organization_id = $1`, [mine.id]);
    await fill(mine.id, mine.owner.memberId, 409, 26_214_400, '2 days');
    await fill(mine.id, mine.owner.memberId, 1, 15_728_640 - 10, '2 days');
    expect(await refusal()).toEqual([201, undefined, undefined]); // six bytes fit into the last ten
    expect(await refusal()).toEqual([409, 'limit-reached', 'company-bytes']);
  });
});
