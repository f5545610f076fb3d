import type { LevelPlace, Verdict, VerifiedSdJwt } from '#proof';
import { assuranceWords, custodyWords, type Language, levelWords, noteWords, reasonWords, say } from './words.ts';

/** The verdict for people: one line that decides, then what it rests on. */
export function report(verdict: Verdict, language: Language): string {
  const line = lineIn(language);
  const [reason, ...more] = verdict.reasons;
  return [
    `${mark(verdict, language)} ${say(reasonWords[reason], language)}`,
    ...more.map((each) => `  ${say(reasonWords[each], language)}`),
    ...(verdict.detail ? [line('箇所', 'where', printable(verdict.detail))] : []),
    '',
    ...signerLines(verdict, language),
    ...contentLines(verdict, language),
    ...readerLines(verdict, language),
    line('判定時点', 'as of', verdict.asOf),
    ...verdict.notes.map((note) => `${language === 'ja' ? '注意' : 'Note'}: ${say(noteWords[note], language)}`),
  ].join('\n');
}

/** What `warifu-verify sd-jwt` says without `--json`. */
export function reportSdJwt({ keyBinding }: VerifiedSdJwt, language: Language): string {
  const line = lineIn(language);
  return [
    `${language === 'ja' ? '[有効]' : '[VALID]'} ${language === 'ja' ? '署名と開示は正しく、期限内です。' : 'Signature and disclosures hold, and it is in time.'}`,
    keyBinding
      ? line('宛先', 'bound to', `${printable(keyBinding.audience)} (nonce ${printable(keyBinding.nonce)})`)
      : line('宛先', 'bound to', language === 'ja' ? 'なし' : 'nobody'),
  ].join('\n');
}

/** The first word is what people act on: what was refused must not look like what merely lacks a trust file. */
function mark({ authentic, current, reasons }: Verdict, language: Language): string {
  if (current) return language === 'ja' ? '[本物]' : '[GENUINE]';
  if (authentic) return language === 'ja' ? '[本物・無効]' : '[GENUINE, NOT CURRENT]';
  if (reasons[0] === 'signer-not-established') return language === 'ja' ? '[確認できず]' : '[NOT ESTABLISHED]';
  return language === 'ja' ? '[不合格]' : '[REFUSED]';
}

function signerLines({ signer, approval, trust }: Verdict, language: Language): string[] {
  if (!signer) return [];
  const line = lineIn(language);
  if (!signer.established || !signer.names || !signer.assurance || !signer.custody) {
    const unsure = language === 'ja' ? '(ファイル自身の記載、未確認)' : '(the file’s own word, not established)';
    return [line('署名者', 'signer', `${printable(signer.issuer)} ${unsure}`)];
  }
  const by = signer.assurance.by ? ` (${printable(signer.assurance.by)})` : '';
  const lines = [
    line('署名者', 'signer', `${printable(say(signer.names, language))} <${printable(signer.issuer)}>`),
    line('会社の本人確認', 'identity', say(assuranceWords[signer.assurance.kind], language) + by),
    line('署名鍵', 'signing key', say(custodyWords[signer.custody], language)),
  ];
  if (approval) {
    const name = approval.name ? `${printable(say(approval.name, language))} ` : '';
    lines.push(line('承認者', 'approved by', `${name}${printable(say(approval.title, language))} ${approval.at}`));
  }
  if (trust)
    lines.push(line('信頼ファイル', 'trust file', `${printable(trust.issuer)} ${trust.issuedAt} ${trust.signedBy}`));
  return lines;
}

function contentLines({ edition, items }: Verdict, language: Language): string[] {
  if (!edition || !items) return [];
  const line = lineIn(language);
  const level = (place: LevelPlace) => `${place.id} (${say(levelWords[place.level], language)})`;
  const list = (count: number, all: readonly string[]) => (count === 0 ? '0' : `${count}: ${all.join(', ')}`);
  const period = `${edition.validFrom} – ${edition.expiresAt}`;
  return [
    line('版', 'edition', language === 'ja' ? `第${edition.number}版 (${period})` : `${edition.number} (${period})`),
    line('ID', 'id', edition.id),
    line('開示された項目', 'disclosed', list(items.counts.opened, items.opened.map(level))),
    line('非開示', 'withheld', list(items.counts.withheld, items.withheld)),
    line('未回答', 'not stated', list(items.counts.notStated, items.notStated.map(level))),
    line('開示しない', 'not disclosed', list(items.counts.notDisclosed, items.notDisclosed.map(level))),
  ];
}

function readerLines({ reader }: Verdict, language: Language): string[] {
  if (!reader) return [];
  const line = lineIn(language);
  const unasked =
    language === 'ja' ? ' (宛先と nonce は照合していません)' : ' (audience and nonce were not both compared)';
  const lines = [line('閲覧者', 'reader', printable(reader.audience) + (reader.expected ? '' : unasked))];
  const { delivery } = reader;
  if (delivery) lines.push(line('提供', 'delivered', `${delivery.deliveredAt} – ${delivery.expiresAt}`));
  return lines;
}

function lineIn(language: Language) {
  return (ja: string, en: string, value: string) => `${language === 'ja' ? ja : en}: ${value}`;
}

/** Text from a file must not move the cursor, colour the screen or reverse the line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
