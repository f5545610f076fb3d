/** Why a file is not taken: the closed list, with the words for the person who sent it. */
export const fileRefusals = {
  'unsupported-type': {
    ja: 'この種類のファイルは受け付けていません(PDF、PNG、JPEG、XLSX、DOCX、CSV、TXT のみ)。',
    en: 'This kind of file is not accepted (PDF, PNG, JPEG, XLSX, DOCX, CSV and TXT only).',
  },
  'type-mismatch': {
    ja: 'ファイル名の拡張子と、申告された種類が一致しません。',
    en: 'The extension of the file name and the declared type do not agree.',
  },
  'content-mismatch': {
    ja: 'ファイルの中身が、拡張子の示す種類と一致しません。',
    en: 'The content of the file is not what its extension says.',
  },
  empty: { ja: 'ファイルが空です。', en: 'The file is empty.' },
  'too-large': { ja: 'ファイルが大きすぎます(上限 25 MB)。', en: 'The file is too large (limit 25 MB).' },
  polyglot: {
    ja: 'ファイルの前後または内部に、別の形式のデータが付いています。',
    en: 'The file carries data of another format before, after or inside its own.',
  },
  unreadable: { ja: 'ファイルが壊れているため読み取れません。', en: 'The file is broken and cannot be read.' },
  'too-many-pixels': {
    ja: '画像の画素数が多すぎます(上限 4,000 万画素)。',
    en: 'The picture has too many pixels (limit 40 million).',
  },
  'archive-too-big': {
    ja: '展開後のサイズまたは内部のファイル数が多すぎます。',
    en: 'The file unpacks to too many bytes or too many parts.',
  },
  'archive-unsafe': {
    ja: 'ファイル内部の構造が安全ではありません(不正な名前、リンク、偽りのサイズなど)。',
    en: 'The inner structure of the file is not safe (bad names, links, or sizes that are not true).',
  },
  'archive-nested': {
    ja: 'ファイルの中に別の圧縮ファイルや文書が埋め込まれています。取り除くか、PDF に変換してください。',
    en: 'The file contains another archive or document. Remove it, or convert the file to PDF.',
  },
  encrypted: {
    ja: 'パスワードで保護されたファイルは受け付けていません。保護を解除してください。',
    en: 'Files protected by a password are not accepted. Remove the protection.',
  },
  macros: {
    ja: 'マクロを含むファイルは受け付けていません。マクロなしで保存し直してください。',
    en: 'Files with macros are not accepted. Save it without macros.',
  },
  'embedded-object': {
    ja: '埋め込みオブジェクトを含むファイルは受け付けていません。PDF に変換してください。',
    en: 'Files with embedded objects are not accepted. Convert it to PDF.',
  },
  'unsafe-xml': {
    ja: 'ファイル内部の XML に、許可されていない宣言または文字コードがあります。',
    en: 'The XML inside the file has a declaration or an encoding that is not allowed.',
  },
  'unknown-encoding': {
    ja: '文字コードを判別できません。UTF-8、Shift_JIS、EUC-JP のいずれかで保存してください。',
    en: 'The text encoding is not known. Save it as UTF-8, Shift_JIS or EUC-JP.',
  },
  'control-characters': {
    ja: 'テキストに使用できない制御文字が含まれています。',
    en: 'The text contains control characters that are not allowed.',
  },
  'looks-like-html': {
    ja: 'テキストの先頭が HTML などのプログラム形式になっています。',
    en: 'The text starts like HTML or another format that a browser would run.',
  },
} as const satisfies Record<string, { readonly ja: string; readonly en: string }>;

export type FileRefusalReason = keyof typeof fileRefusals;

/** Which of the three things the sender gave us is at fault. */
type FileRefusalField = 'name' | 'mediaType' | 'file';

/** An expected "no" to an uploaded file. The caller turns it into its own refusal; nothing of the file is inside. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';

  constructor(
    readonly reason: FileRefusalReason,
    readonly field: FileRefusalField = 'file',
  ) {
    super(fileRefusals[reason].en);
  }
}
