import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { Outbox } from '#exchange/jobs';
import { createDataSource } from '#exchange/schema';
import { loadConfig } from '#platform/config';
import { connectionOptions, Database, uuid } from '#platform/database';
import { MasterVault, newKey } from '#platform/vault';
import { cloneDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { mailKinds } from './mail.entity.ts';
import { Mails, type NewMail } from './mails.ts';
import { fill, templates } from './templates.ts';

interface Caught {
  readonly to: string[];
  readonly from: string;
  readonly raw: Buffer;
}
const sender = ({ envelope }: SMTPServerSession) => (envelope.mailFrom ? envelope.mailFrom.address : '');
/** The first mail caught, read as a mail program reads it. */
const first = () => simpleParser(caught[0]?.raw ?? '');

let database: TestDatabase;
let db: Database;
let close: () => Promise<void>;
let home: string;
let smtp: SMTPServer;
let caught: Caught[] = [];
let answer: Error | undefined;
const masterKey = Buffer.from(newKey()).toString('base64url');
const vault = new MasterVault({ home: '', masterKey, previousMasterKeys: [] });
const outbox = new Outbox();

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await cloneDatabase();
  home = await mkdtemp(join(tmpdir(), 'warifu-mail-'));
  const source = await createDataSource({ ...connectionOptions(database.appUrl, 'warifu_app'), max: 4 }).initialize();
  db = new Database(source);
  close = () => source.destroy();
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (!answer)
          caught.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            from: sender(session),
            raw: Buffer.concat(chunks),
          });
        done(answer);
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
});
beforeEach(() => {
  caught = [];
  answer = undefined;
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await close?.();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

const mails = (mailUrl?: string) =>
  new Mails(
    db,
    outbox,
    vault,
    loadConfig({
      DATABASE_URL: database.appUrl,
      WARIFU_HOME: home,
      MAIL_FROM: '割符 <no-reply@warifu.example>',
      ...(mailUrl ? { MAIL_URL: mailUrl } : {}),
    }),
  );
const overSmtp = () => mails(`smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}`);
const put = (post: Mails, mail: Partial<NewMail>) =>
  db.asSystem(null, (tx) =>
    post.put(tx, {
      kind: 'member-invitation',
      recipient: 'mio@mizusumashi.example',
      language: 'ja',
      values: { company: 'ミズスマシ電装株式会社', inviter: '導線 みお' },
      ...mail,
      link: mail.link ?? { id: '', token: `wl_${'T'.repeat(43)}` },
    }),
  );
/** The link's row, because a mail goes out only while its link is good. */
async function link(email = 'mio@mizusumashi.example', hours = 24) {
  const id = uuid();
  await database.admin.query(
    `insert into one_time_links (id, kind, token_hash, email, expires_at) values ($1, 'sign-up', sha256($1::uuid::text::bytea), $2, now() + make_interval(hours => $3))`,
    [id, email, hours],
  );
  return { id, token: `wl_${'T'.repeat(43)}` };
}
const row = async (id: string) => (await database.admin.query(`select * from mails where id = $1`, [id])).rows[0];

test('5.4.2 Japanese subject, sender and text come out as they went in, to exactly the intended recipient', async () => {
  const post = overSmtp();
  const id = await put(post, { link: await link() });
  await post.send(id);
  expect(caught.length).toBe(1);
  const [one] = caught;
  const mail = await first();
  expect(one?.to).toEqual(['mio@mizusumashi.example']);
  expect(one?.from).toBe('no-reply@warifu.example');
  expect(mail.subject).toBe('【割符】ミズスマシ電装株式会社からの招待');
  expect(mail.from?.value).toEqual([{ name: '割符', address: 'no-reply@warifu.example' }]);
  expect(mail.text).toContain('導線 みお様から');
  expect(mail.text).toContain(`/#/invitation/wl_${'T'.repeat(43)}`);
  expect(mail.messageId).toBe(`<${id}@127.0.0.1>`);
  expect(mail.html).toBe(false);
});

test.each([
  ['ミズスマシ\r\nBcc: everybody@evil.example\r\n\r\n<b>hello</b>'],
  ['x\nTo: everybody@evil.example'],
  ['"x" <everybody@evil.example>, y'],
  ['a\u2028b\u0007c\u202egnp.exe'],
  ['{link}{home}{{constructor}}${7*7}#{7*7}<%= 7*7 %>'],
  ['Visit https://evil.example/now www.evil.example'],
  ['長'.repeat(500)],
])('1.3.7 1.3.11 hostile name no. %# adds no header, no recipient, no link and no template', async (company) => {
  const post = overSmtp();
  const id = await put(post, { link: await link(), values: { company, inviter: company } });
  await post.send(id);
  expect(caught.map(({ to }) => to)).toEqual([['mio@mizusumashi.example']]);
  const mail = await first();
  const names = [...(mail.headerLines ?? [])].map(({ key }) => key).sort();
  expect(names).toEqual([
    'auto-submitted',
    'content-transfer-encoding',
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ]);
  expect([mail.cc, mail.bcc]).toEqual([undefined, undefined]);
  expect(mail.subject).not.toMatch(/\p{Cc}|\u2028|\u202e/u);
  expect((mail.subject ?? '').length).toBeLessThan(120);
  expect(mail.text?.match(/\w+:\/\/\S+/g)).toEqual([`http://127.0.0.1:8080/#/invitation/wl_${'T'.repeat(43)}`]);
  expect(mail.text).not.toContain('www.');
  expect(mail.text).not.toContain('49');
});

test('sending twice, or by two workers at once, is sending once; the secret is forgotten with it', async () => {
  const post = overSmtp();
  const id = await put(post, { link: await link() });
  expect((await row(id)).sealed_token.toString('latin1')).not.toContain('TTTT');
  await Promise.all([post.send(id), overSmtp().send(id), overSmtp().send(id)]);
  await post.send(id);
  expect(caught.length).toBe(1);
  expect(await row(id)).toMatchObject({ sealed_token: null, sent_at: expect.any(Date), given_up_at: null });
  const { rows } = await database.admin.query(`select payload from outbox_messages where payload->>'mailId' = $1`, [
    id,
  ]);
  expect(rows).toEqual([{ payload: { mailId: id } }]);
});

test('temporary trouble is thrown, so that it is tried again; a final no is given up; a hung server does not hang us', async () => {
  const post = overSmtp();
  const id = await put(post, { link: await link() });
  answer = Object.assign(new Error('try later'), { responseCode: 451 });
  await expect(post.send(id)).rejects.toThrow();
  expect(await row(id)).toMatchObject({ sent_at: null, given_up_at: null });
  expect((await row(id)).sealed_token).not.toBeNull();
  answer = undefined;
  await post.send(id);
  expect(caught.length).toBe(1);

  const second = await put(post, { link: await link() });
  answer = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
  await post.send(second);
  expect(await row(second)).toMatchObject({ sealed_token: null, sent_at: null, given_up_at: expect.any(Date) });
  await expect(mails('smtp://127.0.0.1:1').send(await put(post, { link: await link() }))).rejects.toThrow();
});

test('a mail whose link is over, used or cancelled is not sent any more', async () => {
  const post = overSmtp();
  for (const end of ['used_at = now()', 'cancelled_at = now()', `expires_at = now() - interval '1 second'`]) {
    const made = await link();
    const id = await put(post, { link: made });
    await database.admin.query(`update one_time_links set ${end} where id = $1`, [made.id]);
    await post.send(id);
    expect((await row(id)).given_up_at).not.toBeNull();
  }
  expect(caught).toEqual([]);
});

test('without a mail server, mails are files only their owner can read', async () => {
  const post = mails();
  const id = await put(post, {
    link: await link(),
    language: 'en',
    values: { company: 'Mizusumashi', inviter: 'Mio' },
  });
  await post.send(id);
  const folder = join(home, 'mail');
  expect(await readdir(folder)).toEqual([`${id}.eml`]);
  expect([(await stat(folder)).mode & 0o777, (await stat(join(folder, `${id}.eml`))).mode & 0o777]).toEqual([
    0o700, 0o600,
  ]);
  const mail = await simpleParser(await readFile(join(folder, `${id}.eml`)));
  expect(mail.subject).toBe('[Warifu] Invitation from Mizusumashi');
});

test('a lost job loses no mail: what waits too long is sent by the timer', async () => {
  const post = overSmtp();
  const id = await put(post, { link: await link() });
  await database.admin.query(`update mails set created_at = now() - interval '20 minutes' where id = $1`, [id]);
  await post.sendOverdue();
  expect(caught.length).toBeGreaterThanOrEqual(1);
  expect((await row(id)).sent_at).not.toBeNull();
});

test('14.2.6 every kind of mail has both languages, and shows names and links only', () => {
  for (const kind of [...mailKinds, 'already-signed-up'] as const) {
    for (const language of ['ja', 'en'] as const) {
      const template = templates[kind][language];
      const names = [...`${template.subject} ${template.text}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      expect(names.filter((name) => !['company', 'inviter', 'link', 'home'].includes(name))).toEqual([]);
      const made = fill(template, { company: 'C', inviter: 'I' }, { home: 'H', link: 'L' });
      expect(`${made.subject}${made.text}`).not.toMatch(/[{}]|下請|親事業者/);
    }
  }
  expect(() => fill({ subject: '{fact}', text: '' }, {}, {})).toThrow();
});
