import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { Mails } from '../../libs/exchange/notifications/index.ts';
import type { World } from './world.ts';

/** A mail that went out, read as a mail program reads it. */
export interface Delivered {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The whole link, and the secret at its end; empty where the mail has none. */
  readonly link: string;
  readonly token: string;
}

/** Does the worker's part: sends whatever waits. @returns the mails of this round, oldest first */
export async function deliver(world: World): Promise<Delivered[]> {
  const { rows } = await world.database.admin.query(
    `select id from mails where sent_at is null and given_up_at is null order by id`,
  );
  const mails = world.app.get(Mails, { strict: false });
  for (const { id } of rows) await mails.send(id);
  const { rows: sent } = await world.database.admin.query(
    `select id from mails where id = any($1) and sent_at is not null order by id`,
    [rows.map(({ id }) => id)],
  );
  return Promise.all(sent.map(({ id }) => read(join(world.home, 'mail', `${id}.eml`), id)));
}

async function read(file: string, id: string): Promise<Delivered> {
  const mail = await simpleParser(await readFile(file));
  const text = mail.text ?? '';
  const link = /\S+\/#\/\S+/.exec(text)?.[0] ?? '';
  const to = Array.isArray(mail.to) ? mail.to.map((one) => one.text).join() : (mail.to?.text ?? '');
  return { id, to, subject: mail.subject ?? '', text, link, token: link.split('/').at(-1) ?? '' };
}
