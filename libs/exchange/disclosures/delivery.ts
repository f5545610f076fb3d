import type { PdfState } from '#contracts/evidence';
import { Refusal } from '#platform/errors';
import type { Opened } from './opening.ts';

/** Why a file of an open grant is not delivered in the form that was asked for: the closed list, with words for the reader. */
const notDelivered = {
  'view-only': {
    ja: 'この閲覧許可では閲覧用の写しのみ提供されます。この種類のファイルは写しを作成できません。',
    en: 'This grant gives copies for viewing only, and no such copy can be made of this kind of file.',
  },
  'originals-not-granted': {
    ja: 'この閲覧許可には原本の提供が含まれていません。',
    en: 'This grant does not include originals.',
  },
  encrypted: {
    ja: 'この PDF はパスワードで保護されているため、閲覧用の写しを作成できません。',
    en: 'This PDF is protected by a password, so no copy for viewing can be made.',
  },
  signed: {
    ja: 'この PDF には電子署名が含まれており、写しを作成すると署名が壊れるため、作成しません。',
    en: 'This PDF is signed inside. A stamped copy would break the signature, so none is made.',
  },
  broken: {
    ja: 'この PDF は壊れているため、閲覧用の写しを作成できません。',
    en: 'This PDF is broken, so no copy for viewing can be made.',
  },
  'too-large': {
    ja: 'この PDF はページ数または処理量が多すぎるため、閲覧用の写しを作成できません。',
    en: 'This PDF has too many pages, or needs too much work, for a copy to be made.',
  },
} as const satisfies Record<string, { readonly ja: string; readonly en: string }>;

type NotDelivered = keyof typeof notDelivered;

/** What a grant and a file decide about each other. */
interface FileKindOf {
  readonly mediaType: string;
  readonly pdf: PdfState | null;
}

/**
 * Whether the copy for a reader can be given, and how: a plain PDF stamped, under any grant; any other kind of file as
 * it is, but only where the grant lets files be taken away.
 */
export function copyUnder({ delivery, originals }: Pick<Opened, 'delivery' | 'originals'>, { pdf }: FileKindOf) {
  if (pdf === 'plain') return 'stamped' as const;
  if (pdf !== null) return pdf;
  return originals || delivery === 'download' ? ('as-it-is' as const) : ('view-only' as const);
}

/** The refusal, naming why; where the grant includes originals it says where to get this one. */
export function undeliverable(reason: NotDelivered, original?: string): Refusal {
  const { ja, en } = notDelivered[reason];
  return new Refusal('not-deliverable', en, { more: { reason, words: { ja, en }, ...(original ? { original } : {}) } });
}
