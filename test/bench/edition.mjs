import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { answer } from '#contracts/answer';
import { coreCatalogue } from '#exchange/catalogues';
import { completeEdition, editionHash, prepareEdition, readPublicJwk, thumbprint } from '#proof';
import { nodeCrypto, signWithNode } from '#proof/crypto-node';

/** A new P-256 key pair as an edition is signed with. */
export function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = readPublicJwk(publicKey.export({ format: 'jwk' }));
  return { kid: thumbprint(jwk, nodeCrypto.sha256), jwk, privateKey };
}

/** The 45 items of the catalogue. */
export const itemIds = () => coreCatalogue().items.map((item) => item.id);

/** The two scopes that are granted, as POST /v1/grants takes them: 15 items in detail, all 45 down to the evidence. */
export function scopes() {
  const ids = itemIds();
  const of = (count, level) => Object.fromEntries(ids.slice(0, count).map((id) => [id, level]));
  return [
    { items: of(15, 'detail'), levels: of(15, 3) },
    { items: of(45, 'evidence'), levels: of(45, 4) },
  ];
}

/** A signed edition of 45 items at four levels, every one of them stated; no database is asked. */
export function makeEdition({ organizationId, number = 1, previous, key, presentationKey }) {
  const catalogue = coreCatalogue();
  const id = randomUUID();
  const now = Math.floor(Date.now() / 1000);
  const prepared = prepareEdition(
    {
      key: { kid: key.kid, alg: 'ES256' },
      issuer: `http://127.0.0.1/c/${organizationId}`,
      id: `urn:uuid:${id}`,
      number,
      ...(previous ? { previous } : {}),
      issuedAt: now,
      validFrom: now,
      expiresAt: now + 365 * 86_400,
      presentationKey,
      catalogue: { id: catalogue.id, edition: catalogue.edition, digest: catalogue.digest },
      approval: { title: { ja: '取締役' }, name: { ja: '試験 太郎' }, at: now, self: false },
      items: catalogue.items.map((item) => ({ id: item.id, levels: levelsOf(item.id) })),
    },
    nodeCrypto,
  );
  const completed = completeEdition(prepared, signWithNode('ES256', key.privateKey, prepared.signingInput));
  const sha256 = (text) => createHash('sha256').update(text).digest('base64url');
  return {
    id,
    jwt: completed.jwt,
    disclosures: completed.disclosures.join('~'),
    itemIds: completed.itemIds,
    hash: Buffer.from(editionHash(completed.jwt, sha256), 'base64url'),
  };
}

/** A draft that says the same as `makeEdition`'s: what the product publishes an edition of as large from. */
export function draftAnswers() {
  const text = (itemId, level) => ({ ja: sentence(itemId, level) });
  return itemIds().map((itemId) => ({
    itemId,
    answer: answer.parse({
      state: 'implemented',
      asOf: '2026-06-30',
      scope: { ja: '本社と国内の全工場' },
      assurance: 'internal-audit',
      texts: { public: text(itemId, 1), summary: text(itemId, 2), detail: text(itemId, 3) },
    }),
  }));
}

/** Short: a sentence a level and one line on a file. Companies write two or three times as much. */
function levelsOf(itemId) {
  return [
    { state: 'implemented', asOf: '2026-06-30', text: { ja: sentence(itemId, 1) } },
    { scope: { ja: '本社と国内の全工場' }, assurance: 'internal-audit', text: { ja: sentence(itemId, 2) } },
    { facts: { reviewsPerYear: 4, coveragePercent: 97 }, text: { ja: sentence(itemId, 3) } },
    { evidence: [{ title: { ja: `${itemId}の点検記録` }, issued: '2026-05-20' }] },
  ];
}

const who = [
  '情報セキュリティ課',
  '品質保証部',
  '工場の設備係',
  '法務と総務',
  '委員会の事務局',
  '各部門の担当者',
  '外部の点検員',
];
const when = [
  '毎月',
  '四半期ごとに',
  '年に一度',
  '変更のたびに',
  '契約の更新時に',
  '毎週月曜に',
  '半年ごとに',
  '事案の後に',
];
const what = [
  '手順を見直し',
  '記録を突き合わせ',
  '権限を棚卸しし',
  '復旧を試し',
  '教育の結果を集め',
  '例外の期限を確かめ',
];
const then = [
  '委員会へ報告します。',
  '台帳に残します。',
  '是正を追います。',
  '部長が承認します。',
  '翌月に確かめます。',
];

/** Every item and level says something else: repeated text would compress better than anybody's real answers. */
function sentence(itemId, level) {
  const hash = createHash('md5').update(`${itemId} ${level}`).digest();
  const pick = (words, at) => words[hash[at] % words.length];
  return `${pick(who, 0)}が${pick(when, 1)}${pick(what, 2)}、${pick(then, 3)}`;
}
