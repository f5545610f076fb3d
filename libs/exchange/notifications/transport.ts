import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Config } from '#platform/config';

/** A mail ready to go: one recipient, plain text. */
interface Letter {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends a letter, or throws what the mail server said. Gives a word for the log. */
export type Transport = (letter: Letter) => Promise<string>;

/** Through the mail server of MAIL_URL; without one, into files under the home's `mail` folder. */
export const openTransport = (config: Config): Transport =>
  config.mailUrl === undefined ? toFiles(config) : toServer(config, config.mailUrl);

// The same id at every try, so that a mail sent twice by a crash shows as one where programs look at ids.
const messageOf = (config: Config, { id, to, subject, text }: Letter) => ({
  messageId: `<${id}@${new URL(config.origin).hostname}>`,
  from: config.mailFrom,
  to: { name: '', address: to },
  subject,
  text,
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

function toServer(config: Config, url: string): Transport {
  const wait = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
  const mailer = createTransport({ url, ...wait });
  return async (letter) => {
    await mailer.sendMail(messageOf(config, letter));
    return 'sent';
  };
}

function toFiles(config: Config): Transport {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const folder = join(config.home, 'mail');
  return async (letter) => {
    const { message } = await composer.sendMail(messageOf(config, letter));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${letter.id}.eml`);
    await writeFile(file, message as Buffer, { mode: 0o600 });
    await chmod(file, 0o600); // a file of an earlier try keeps its old mode otherwise
    return file;
  };
}

/** True when the mail server says that trying again is no use: an SMTP answer of the 5xx class. */
export function isHopeless(error: unknown): boolean {
  const code = (error as { responseCode?: unknown } | null)?.responseCode;
  return typeof code === 'number' && code >= 500 && code < 600;
}
