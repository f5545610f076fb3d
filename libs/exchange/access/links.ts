import { Injectable } from '@nestjs/common';
import { type Tx, uuid } from '#platform/database';
import { linkNotValid } from '#platform/errors';
import type { LinkKind, LinkOffer } from './one-time-link.entity.ts';
import { hashToken, kindOf, newToken } from './tokens.ts';

interface NewLink {
  readonly kind: LinkKind;
  readonly email: string;
  readonly hours: number;
  readonly organizationId?: string;
  readonly createdBy?: string;
  readonly offer?: LinkOffer;
}

/** A link that is valid now. */
export interface ValidLink {
  readonly id: string;
  readonly kind: LinkKind;
  readonly email: string;
  readonly organizationId: string | null;
  readonly createdBy: string | null;
  readonly offer: LinkOffer;
  readonly expiresAt: Date;
}

const valid = `used_at is null and cancelled_at is null and expires_at > app_now()`;
const columns = `id, kind, email, organization_id as "organizationId", created_by as "createdBy", offer,
                 expires_at as "expiresAt"`;

/** Secrets that are mailed and open one thing once. A link is bound to its kind, its address and its company. */
@Injectable()
export class Links {
  /** Makes a link; the token is given to the mail and kept nowhere in clear. */
  async issue(tx: Tx, link: NewLink): Promise<{ id: string; token: string }> {
    const { token, hash } = newToken('link');
    const id = uuid();
    await tx.query(
      `insert into one_time_links (id, kind, token_hash, email, organization_id, offer, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, app_now() + make_interval(hours => $8))`,
      [
        id,
        link.kind,
        hash,
        link.email,
        link.organizationId ?? null,
        JSON.stringify(link.offer ?? {}),
        link.createdBy ?? null,
        link.hours,
      ],
    );
    return { id, token };
  }

  /**
   * What a valid link of one of these kinds says, without using it.
   * @throws Refusal `link-not-valid` for used, cancelled, expired, of another kind, never issued: all alike
   */
  async look(tx: Tx, kinds: readonly LinkKind[], token: string): Promise<ValidLink> {
    const [link]: ValidLink[] = await tx.query(
      `select ${columns} from one_time_links where token_hash = $1 and kind = any($2) and ${valid}`,
      [hashOf(token), kinds],
    );
    if (!link) throw linkNotValid();
    return link;
  }

  /** Uses a link up: one conditional UPDATE, so of twenty at once exactly one gets it. @throws as `look` */
  async use(tx: Tx, kind: LinkKind, token: string): Promise<ValidLink> {
    const [[link]]: [ValidLink[]] = await tx.query(
      `update one_time_links set used_at = app_now() where token_hash = $1 and kind = $2 and ${valid} returning ${columns}`,
      [hashOf(token), kind],
    );
    if (!link) throw linkNotValid();
    return link;
  }

  /** Ends the other open links of a kind to an address: after a reset, older reset mails are worthless. */
  async cancelOthers(tx: Tx, kind: LinkKind, email: string): Promise<void> {
    await tx.query(`update one_time_links set cancelled_at = app_now() where email = $1 and kind = $2 and ${valid}`, [
      email,
      kind,
    ]);
  }

  /** Ends the open invitations a member sent: they should not outlive the right to send them. */
  async cancelSentBy(tx: Tx, memberId: string): Promise<void> {
    await tx.query(`update one_time_links set cancelled_at = app_now() where created_by = $1 and ${valid}`, [memberId]);
  }
}

/** @throws Refusal `link-not-valid` for a secret of another form, a session's or an API key's for example */
function hashOf(token: string): Buffer {
  if (kindOf(token) !== 'link') throw linkNotValid();
  return hashToken(token);
}
