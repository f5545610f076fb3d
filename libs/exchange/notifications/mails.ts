import { Inject, Injectable, Logger } from '@nestjs/common';
import { Outbox } from '#exchange/jobs';
import { CONFIG, type Config } from '#platform/config';
import { Database, type Tx, uuid } from '#platform/database';
import { masterPlaces, MasterVault } from '#platform/vault';
import type { MailKind } from './mail.entity.ts';
import { fill, type TemplateName, templates } from './templates.ts';
import { isHopeless, openTransport, type Transport } from './transport.ts';

export interface NewMail {
  readonly kind: MailKind;
  readonly recipient: string;
  readonly language: 'ja' | 'en';
  /** Names the template shows. Never a fact of a profile. */
  readonly values: Readonly<Record<string, string>>;
  readonly link?: { readonly id: string; readonly token: string };
}

interface WaitingMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly recipient: string;
  readonly language: 'ja' | 'en';
  readonly values: Record<string, string>;
  readonly sealed_token: Buffer | null;
  readonly known: boolean;
  readonly over: boolean;
}

/** Where in the web application a link leads. The secret stands behind `#`, so no server or proxy ever logs it. */
const pageOf: Partial<Record<MailKind, string>> = {
  'sign-up': 'sign-up',
  'member-invitation': 'invitation',
  'partner-invitation': 'invitation',
  'password-reset': 'password-reset',
};

/** Mails: written down with the change they tell of, sent afterwards, at least once, until they are too old. */
@Injectable()
export class Mails {
  private readonly log = new Logger('mails');
  private readonly transport: Transport;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly vault: MasterVault,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.transport = openTransport(config);
  }

  /** Writes a mail into the caller's transaction; the secret of its link is sealed until it is sent. */
  async put(tx: Tx, { kind, recipient, language, values, link }: NewMail): Promise<string> {
    const id = uuid();
    const sealed = link ? this.vault.seal(Buffer.from(link.token, 'ascii'), masterPlaces.mail(id)) : null;
    await tx.query(
      `insert into mails (id, kind, recipient, language, "values", link_id, sealed_token) values ($1,$2,$3,$4,$5,$6,$7)`,
      [id, kind, recipient, language, JSON.stringify(values), link?.id ?? null, sealed],
    );
    await this.outbox.put(tx, 'mail.send', { mailId: id });
    return id;
  }

  /**
   * Sends one mail; the handler of `mail.send`. Sent, given up, or in another worker's hands: nothing more happens.
   * A crash between the mail server's yes and our commit sends it again, under the same Message-ID.
   * @throws what the mail server said, when trying again may help
   */
  async send(mailId: string): Promise<void> {
    await this.database.asSystem(null, async (tx) => {
      const [mail]: WaitingMail[] = await tx.query(waiting, [mailId]);
      if (!mail) return;
      const name = mail.over ? undefined : templateFor(mail);
      if (name === undefined) return this.settle(tx, mailId, 'given_up_at');
      try {
        const went = await this.transport({ id: mailId, to: mail.recipient, ...this.compose(mail, name) });
        this.log.log({ mail: mailId, kind: mail.kind, went });
      } catch (error) {
        if (!isHopeless(error)) throw error;
        this.log.warn({ mail: mailId, kind: mail.kind, went: 'refused by the mail server' });
        return this.settle(tx, mailId, 'given_up_at');
      }
      return this.settle(tx, mailId, 'sent_at');
    });
  }

  /** Sends whatever waits longer than it should, so that a lost job loses no mail. For a timer. */
  async sendOverdue(): Promise<void> {
    const rows: { id: string }[] = await this.database.asSystem(null, (tx) =>
      tx.query(`select id from mails where sent_at is null and given_up_at is null
                   and created_at < now() - interval '10 minutes' order by id limit 200`),
    );
    for (const { id } of rows) await this.send(id).catch(() => this.log.warn({ mail: id, went: 'not yet' }));
  }

  private compose(mail: WaitingMail, name: TemplateName) {
    const { origin } = this.config;
    const page = pageOf[mail.kind];
    const token = mail.sealed_token && this.vault.open(mail.sealed_token, masterPlaces.mail(mail.id)).toString('ascii');
    const ours = { home: `${origin}/`, ...(page && token ? { link: `${origin}/#/${page}/${token}` } : {}) };
    return fill(templates[name][mail.language], mail.values, ours);
  }

  /** The secret is forgotten with the sending, or with giving up. */
  private async settle(tx: Tx, mailId: string, when: 'sent_at' | 'given_up_at') {
    await tx.query(`update mails set ${when} = now(), sealed_token = null where id = $1`, [mailId]);
  }
}

// Too old to try: its link is over, or a day has gone by. Locked, so that two workers do not send it twice.
const waiting = `
  select m.id, m.kind, m.recipient, m.language, m.values, m.sealed_token,
         exists (select from people p where p.email = m.recipient) as known,
         m.created_at < now() - interval '1 day' or exists (
           select from one_time_links l where l.id = m.link_id
              and (l.used_at is not null or l.cancelled_at is not null or l.expires_at <= app_now())) as over
    from mails m
   where m.id = $1 and m.sent_at is null and m.given_up_at is null
     for update of m skip locked`;

/**
 * Asking for a mail looks the same for every address; only here, out of the asker's sight, does it matter whether
 * there is an account. @returns undefined when there is nothing to say to this address
 */
function templateFor(mail: WaitingMail): TemplateName | undefined {
  if (mail.kind === 'sign-up' && mail.known) return 'already-signed-up';
  if (mail.kind === 'password-reset' && !mail.known) return undefined;
  return mail.kind;
}
