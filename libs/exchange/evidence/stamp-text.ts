/** For whom and when a copy was made: what the stamp says. */
export interface Stamp {
  /** The reader's organization and the reader's name, as they are shown everywhere else. */
  readonly organization: string;
  readonly person: string;
  /** When the copy was made. */
  readonly at: Date;
  /** Where the reader's day begins and ends; Japan when nothing is said. */
  readonly timeZone?: string;
  /** The access record of this read, by which both sides find it again. */
  readonly recordId: string;
}

/** The stamp in words. */
export interface StampText {
  /** Large and faint across the page: who, and when under which record. */
  readonly across: readonly [string, string];
  /** Small and clear along the edge, and in the document's properties. */
  readonly edge: string;
}

/** Longest name that still fits an edge; the access record holds the whole. */
const MAX_NAME = 60;

/** Words for a stamp. Names come from people: cleaned of control, direction and variation signs, and cut to length. */
export function stampText({ organization, person, at, timeZone = 'Asia/Tokyo', recordId }: Stamp): StampText {
  const reader = `${readable(organization)} ${readable(person)}`.trim();
  const when = new Intl.DateTimeFormat('ja-JP', {
    timeZone,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(at);
  const record = `閲覧記録 ${readable(recordId)}`;
  return {
    across: [reader, `${when} ${record}`],
    edge: `閲覧者: ${reader} / ${when} / ${record} / 閲覧用の写しです(原本ではありません)`,
  };
}

function readable(text: string): string {
  // Variation selectors only choose a drawing of the same character; without them the plain one is drawn.
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const letters = [...clean];
  return letters.length > MAX_NAME ? `${letters.slice(0, MAX_NAME - 1).join('')}…` : clean;
}
