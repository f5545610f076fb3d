import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectionOptions } from '#platform/database';
import { cloneDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { HeadFile, LedgerForkError, readKeptHead } from './head-file.ts';
import type { LedgerHead } from './head.ts';
import { isSigned, signHeadWith } from './head-jws.ts';
import { continueNumbering } from './numbering.ts';
import { Sealer } from './sealer.ts';
import { verifyLedger } from './verify.ts';

let database: TestDatabase;
let app: pg.Pool;
let sealers: pg.Pool;
let folder: string;

beforeEach(async () => {
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'warifu-ledger-'));
  app = new pg.Pool({ ...connectionOptions(database.appUrl, 'warifu_app'), max: 5 });
  sealers = new pg.Pool({ ...connectionOptions(database.appUrl, 'warifu_sealer'), max: 5 });
});
afterEach(async () => {
  await app.end();
  await sealers.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const entry = `insert into ledger_entries (event) values ('grant.issued')`;
const signer = { kid: 'test', alg: 'Ed25519' as const, sign: (input: string) => Buffer.from(input.slice(0, 64)) };
const sign = async (head: LedgerHead) => signHeadWith(signer, head);
const keepNothing = { keep: async () => undefined };

async function seals(): Promise<number> {
  const { rows } = await database.admin.query('select count(*)::int as n from ledger_seals');
  return rows[0].n;
}

/** Seals until everything written is under a seal: another database's open transaction may hold it up a moment. */
async function sealUntil(sealer: Sealer, count: number) {
  for (let sealed = 0; sealed < count; sealed += await sealer.run()) await new Promise((go) => setTimeout(go, 5));
}

test('an entry of an open transaction is not sealed over, and keeps its place when it commits late', async () => {
  const sealer = new Sealer(sealers, keepNothing);
  const slow = await app.connect();
  await slow.query('begin');
  await slow.query(entry);
  await app.query(entry);
  await new Promise((go) => setTimeout(go, 50));
  expect(await sealer.run()).toBe(0);
  await slow.query('commit');
  slow.release();
  await sealUntil(sealer, 2);
  const { rows } = await database.admin.query('select entry_ids from ledger_seals order by number');
  expect(rows.flatMap((row) => row.entry_ids)).toEqual(['1', '2']);
});

test('many sealers at once: one chain, nothing twice, nothing left out', async () => {
  const many = Array.from({ length: 4 }, () => new Sealer(sealers, keepNothing));
  for (let round = 0; round < 15; round += 1) {
    await Promise.all(Array.from({ length: 5 }, () => app.query(entry)));
    await Promise.all(many.map((sealer) => sealer.run()));
  }
  await sealUntil(many[0]!, 0);
  await new Promise((go) => setTimeout(go, 100));
  await many[0]!.run();
  const verdict = await verifyLedger(database.admin);
  expect(verdict).toMatchObject({ sound: true, entries: 75, unsealed: 0 });
});

test('more entries than one seal holds are sealed in one run, and verified in bounded steps', async () => {
  await app.query(`insert into ledger_entries (event) select 'disclosure.viewed' from generate_series(1, 2500)`);
  await sealUntil(new Sealer(sealers, keepNothing), 2500);
  expect(await seals()).toBe(3);
  expect(await verifyLedger(database.admin)).toMatchObject({ sound: true, entries: 2500 });
});

test('the newest head is kept outside, signed, and replaced as a whole', async () => {
  const sealer = new Sealer(sealers, new HeadFile(folder, sign));
  await app.query(entry);
  await sealUntil(sealer, 1);
  await app.query(entry);
  await sealUntil(sealer, 1);
  const kept = await readKeptHead(join(folder, 'head.json'));
  expect(kept?.head).toMatchObject({ number: '2', total: '2' });
  const { rows } = await database.admin.query(`select encode(head, 'hex') as head from ledger_seals where number = 2`);
  expect(kept?.head.head).toBe(rows[0].head);
  const ofSigner = async (kid: string, input: string, signature: Uint8Array) =>
    kid === 'test' && Buffer.from(signature).equals(signer.sign(input));
  expect(await isSigned(kept!, ofSigner)).toBe(true);
  expect(await isSigned({ ...kept!, head: { ...kept!.head, total: '3' } }, ofSigner)).toBe(false);
  expect(await isSigned({ ...kept!, jws: 'a.b.c' }, ofSigner)).toBe(false);
  expect((await readFile(join(folder, 'heads.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(1);
});

test('a head that a crash kept from being written is written by the next run', async () => {
  await app.query(entry);
  const dies = new Sealer(sealers, {
    keep: async () => {
      throw new Error('killed here');
    },
  });
  await expect(sealUntil(dies, 1)).rejects.toThrow('killed here');
  expect(await seals()).toBe(1);
  await new Sealer(sealers, new HeadFile(folder, sign)).run();
  expect((await readKeptHead(join(folder, 'head.json')))?.head.number).toBe('1');
});

test('a ledger that contradicts the signed head is never signed again', async () => {
  const sealer = new Sealer(sealers, new HeadFile(folder, sign));
  for (let count = 0; count < 3; count += 1) {
    await app.query(entry);
    await sealUntil(sealer, 1);
  }
  const before = await readFile(join(folder, 'head.json'), 'utf8');
  await database.admin.query('delete from ledger_seals where number > 1');
  const again = new Sealer(sealers, new HeadFile(folder, sign));
  await expect(again.run()).rejects.toThrow(LedgerForkError);
  await app.query(entry);
  await new Promise((go) => setTimeout(go, 50));
  await expect(again.run()).rejects.toThrow(LedgerForkError);
  expect(await readFile(join(folder, 'head.json'), 'utf8')).toBe(before);
});

test('a head file that holds something else is an error in one sentence', async () => {
  await writeFile(join(folder, 'head.json'), '{"head":{}}');
  await expect(readKeptHead(join(folder, 'head.json'))).rejects.toThrow(/does not hold a ledger head/);
  await appendFile(join(folder, 'other.json'), 'no json');
  await expect(readKeptHead(join(folder, 'other.json'))).rejects.toThrow(/does not hold a ledger head/);
  expect(await readKeptHead(join(folder, 'none.json'))).toBeUndefined();
});

test('after a move to a server that counts transactions from the start, entries are sealed again', async () => {
  const sealer = new Sealer(sealers, keepNothing);
  await app.query(entry);
  await sealUntil(sealer, 1);
  // As if this database had come from a server that was a million transactions ahead of this one.
  const ahead = `pg_current_xact_id()::text::bigint + 1000000`;
  await database.admin.query(`insert into ledger_entries (tx, event) values ((select ${ahead}), 'grant.issued')`);
  const source = { query: async (statement: string) => (await database.admin.query(statement)).rows };
  await continueNumbering(source);
  await continueNumbering(source);
  await app.query(entry);
  await sealUntil(sealer, 2);
  const { rows } = await database.admin.query('select id from ledger_entries order by tx, id');
  expect(rows.map((row) => row.id)).toEqual(['1', '2', '3']);
  expect(await verifyLedger(database.admin)).toMatchObject({ sound: true, entries: 3, unsealed: 0 });
});
