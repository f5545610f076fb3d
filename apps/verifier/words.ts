import type { AssuranceKind, LevelName, ProofFault, VerdictNote, VerdictReason, Words } from '#proof';

export type Language = 'ja' | 'en';
type Said = Readonly<Record<Language, string>>;

/** One sentence per reason: what was found, in words for somebody who has never heard of a JWT. */
export const reasonWords: Record<VerdictReason, Said> = {
  genuine: { ja: '本物で、現在有効です。', en: 'Genuine and in force.' },
  'signer-not-established': {
    ja: '内容に矛盾はありませんが、署名者を確認できません。信頼ファイル(--trust)を指定してください。',
    en: 'Consistent, but the signer is not established. Give a trust file with --trust.',
  },
  'edition-expired': { ja: 'この版は有効期限が切れています。', en: 'This edition has expired.' },
  'edition-not-yet-valid': { ja: 'この版はまだ有効期間に入っていません。', en: 'This edition is not valid yet.' },
  'delivery-ended': {
    ja: '閲覧許可の期間が終わっています。',
    en: 'The reader’s access to this disclosure has ended.',
  },
  'key-binding-stale': { ja: '提示が古すぎます。', en: 'The presentation is older than you allow.' },
  'not-a-disclosure': { ja: '開示データではありません。', en: 'This is not a disclosure.' },
  'too-large': { ja: '大きすぎるため確認しません。', en: 'Too large to check.' },
  malformed: { ja: '形式が正しくありません。', en: 'The format is wrong.' },
  base64url: { ja: '文字の並びが壊れているか、書き換えられています。', en: 'Characters were damaged or altered.' },
  json: { ja: '内容が一通りに読めません。', en: 'The content cannot be read in exactly one way.' },
  'header-refused': { ja: '許されない見出しがあります。', en: 'It has a header that is not allowed.' },
  'algorithm-refused': {
    ja: '署名方式が許されないか、鍵に合いません。',
    en: 'The signature algorithm is not allowed or does not fit the key.',
  },
  'wrong-type': { ja: '別の種類のデータです。', en: 'It is another kind of token.' },
  'issuer-unknown': { ja: '発行者が信頼ファイルにありません。', en: 'The trust file does not know the issuer.' },
  'key-unknown': {
    ja: '署名に使われた鍵が、知られている鍵の中にありません。',
    en: 'It is signed with a key that is not among the known ones.',
  },
  'key-outside-its-time': {
    ja: '鍵の有効期間の外で署名されています。',
    en: 'It was signed outside the time the key was good for.',
  },
  'key-compromised': {
    ja: '漏えいが報告された時点以降の署名です。',
    en: 'It was signed after the key was reported compromised.',
  },
  'signature-invalid': {
    ja: '署名が合いません。書き換えられたか、別の鍵で署名されています。',
    en: 'A signature does not fit: altered, or signed with another key.',
  },
  'claim-missing': { ja: '必要な記載がありません。', en: 'A required statement is missing.' },
  'claim-invalid': { ja: '記載の値が正しくありません。', en: 'A statement has a wrong value.' },
  'claim-unknown': { ja: '知らない記載があります。', en: 'It contains something unknown.' },
  'hash-unsupported': { ja: '許されないハッシュ方式です。', en: 'It uses a hash that is not allowed.' },
  'disclosure-malformed': { ja: '開示の一片の形が正しくありません。', en: 'A disclosed piece has the wrong shape.' },
  'disclosure-repeated': { ja: '同じ一片が二度入っています。', en: 'A piece is there twice.' },
  'disclosure-unreferenced': {
    ja: '署名された版に含まれない一片が混ざっているか、内容が書き換えられています。',
    en: 'A piece does not belong to what was signed: slipped in, or altered.',
  },
  'digest-repeated': { ja: '同じハッシュが二度現れます。', en: 'A digest occurs twice.' },
  'placeholder-malformed': { ja: '伏せた部分の形が正しくありません。', en: 'A hidden part has the wrong shape.' },
  'name-taken': { ja: '同じ名前の答えが二つあります。', en: 'There are two answers under one name.' },
  'name-reserved': { ja: '使えない名前があります。', en: 'It uses a name that is reserved.' },
  'levels-not-cumulative': { ja: '開示レベルが途中から欠けています。', en: 'A lower disclosure level is missing.' },
  'not-yet-valid': { ja: 'まだ有効期間に入っていません。', en: 'It is not valid yet.' },
  expired: { ja: '有効期限が切れています。', en: 'It has expired.' },
  'key-binding-missing': {
    ja: '宛先の証明(key binding)がありません。',
    en: 'It is not bound to a reader, and you asked for one.',
  },
  'key-binding-invalid': { ja: '宛先の証明が正しくありません。', en: 'Its binding to a reader does not hold.' },
  'audience-mismatch': { ja: '別の閲覧者あてに作られています。', en: 'It was made for another reader.' },
  'nonce-mismatch': { ja: '指定した nonce と一致しません。', en: 'It does not carry the nonce you gave.' },
  'receipt-invalid': { ja: '受領記録が正しくありません。', en: 'The delivery receipt is wrong.' },
  'receipt-mismatch': { ja: '別の提供の受領記録です。', en: 'The receipt is for another delivery.' },
  'trust-invalid': { ja: '信頼ファイルが正しくありません。', en: 'The trust file is wrong.' },
} satisfies Record<ProofFault | VerdictReason, Said>;

/** What a reader should know beside the verdict. */
export const noteWords: Record<VerdictNote, Said> = {
  'not-logged': {
    ja: '公開記録簿には未登録です。このファイルの時点以降の取下げや新しい版の有無は分かりません。',
    en: 'Not logged, status unknown beyond this file: a later withdrawal or newer edition would not show.',
  },
  'operator-could-sign': {
    ja: '署名鍵は取引所が保管しています。運営者がこの会社に代わって署名できる状態です。',
    en: 'The exchange holds the signing key, so its operator is able to sign in this company’s place.',
  },
  'signer-unverified': {
    ja: '署名者がその会社であることは確認されていません。',
    en: 'Nobody has confirmed that the signer is that company.',
  },
  'self-approved': {
    ja: '編集者本人による承認です(別の承認者はいません)。',
    en: 'Approved by the editor alone; nobody else approved it.',
  },
  'key-reported-compromised-later': {
    ja: 'この鍵は後に漏えいが報告されました。署名日時は署名者の申告であり、それ以前の署名とは証明できません。',
    en: 'This key was later reported compromised. The signing time is the signer’s word; that it is older is not proven.',
  },
  'no-key-binding': { ja: '特定の閲覧者あてではありません。', en: 'It is not bound to any reader.' },
  'no-receipt': { ja: '受領記録は付いていません。', en: 'There is no delivery receipt.' },
  'other-trust-file': {
    ja: '作成時とは別の版の信頼ファイルで確認しています。',
    en: 'Checked with another trust file than the one it was made against.',
  },
};

export const assuranceWords: Record<AssuranceKind, Said> = {
  unverified: { ja: '未確認', en: 'unverified' },
  vouched: { ja: '取引先による確認', en: 'vouched for by a partner' },
  domain: { ja: 'ドメイン確認', en: 'domain checked' },
  operator: { ja: '運営者による確認', en: 'checked by the operator' },
};

export const custodyWords: Record<'exchange' | 'own', Said> = {
  exchange: { ja: '取引所で保管', en: 'held by the exchange' },
  own: { ja: '自社で保管', en: 'held by the company itself' },
};

export const levelWords: Record<LevelName, Said> = {
  public: { ja: '公開', en: 'public' },
  summary: { ja: '概要', en: 'summary' },
  detail: { ja: '詳細', en: 'detail' },
  evidence: { ja: '証跡', en: 'evidence' },
};

/** The text in the language asked for, or in the one there is. */
export function say(words: Words | Said, language: Language): string {
  return words[language] ?? words.ja ?? words.en ?? '';
}

/** `--lang` if given, else Japanese unless the environment names another language. */
export function languageOf(option: string | undefined, environment: string | undefined): Language {
  if (option === 'ja' || option === 'en') return option;
  return environment === undefined || environment === '' || /^(ja|C\b|POSIX)/.test(environment) ? 'ja' : 'en';
}
