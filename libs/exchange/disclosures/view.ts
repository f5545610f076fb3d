import type { Opened } from './opening.ts';

/** What stands around the signed content of a view. */
export type Around = Pick<
  Opened,
  | 'number'
  | 'latest'
  | 'published_at'
  | 'expires_at'
  | 'expired'
  | 'withdrawn_at'
  | 'ends_at'
  | 'label'
  | 'onward'
  | 'purpose'
  | 'delivery'
  | 'originals'
  | 'grantor_id'
  | 'names'
  | 'assurance'
> & {
  readonly grantId: string;
  /** The view's JSON in UTF-8; null when withdrawn. */
  readonly content: Buffer | null;
};

/**
 * The body of a view. The signed part is pasted in as the bytes it was cut to, never parsed or written again, not even
 * read as characters (which would cost as much as all else here); a preview is made by this same function, so it is
 * equal byte for byte.
 */
export function viewBody(around: Around): Buffer {
  const grant = JSON.stringify({
    id: around.grantId,
    purpose: around.purpose,
    label: around.label,
    onward: around.onward,
    delivery: around.delivery,
    originals: around.originals,
    endsAt: around.ends_at,
  });
  const discloser = `{"id":"${around.grantor_id}","names":${around.names},"assurance":"${around.assurance}"}`;
  const head = `{"grant":${grant},"discloser":${discloser},"edition":${editionHead(around)},"disclosure":`;
  return Buffer.concat([Buffer.from(head), around.content ?? nothing, end]);
}

const nothing = Buffer.from('null');
const end = Buffer.from('}');

/** A withdrawn edition shows only that it was withdrawn; a superseded or expired one says so beside its content. */
function editionHead({ number, latest, published_at, expires_at, expired, withdrawn_at }: Around): string {
  if (withdrawn_at) return JSON.stringify({ number, state: 'withdrawn', withdrawnAt: withdrawn_at });
  const state = expired ? 'expired' : number < latest ? 'superseded' : 'published';
  return JSON.stringify({ number, state, latest, publishedAt: published_at, expiresAt: expires_at });
}
