import { createHash } from 'node:crypto';

/*
 * What is hashed, exactly. Sealing and verifying both come here, and nothing else computes a hash.
 *
 * Every column is read from Postgres as text (null stays null), a time as seconds since 1970 with six decimals, so that
 * neither time zone, nor date style, nor a driver's number type can change it. The texts stand in a JSON array without
 * spaces (as JSON.stringify writes it), behind a word that names the format; the hash is SHA-256 over its UTF-8.
 *
 *   entry  ["warifu-ledger-entry-1", id, tx, at, event, organization_id, counterparty_id, member_id,
 *           service_account_id, grant_id, edition_id, subject_id, detail, request_id]
 *   seal   ["warifu-ledger-seal-1", head of the seal before (hex; 64 zeros for the first), number, last_tx, last_id,
 *           total, sealed_at, entry_ids (as Postgres writes an array: "{1,2}"), entry_hashes (hex)]
 */

const entryTexts = [
  'id::text',
  'tx::text',
  'extract(epoch from at)::text',
  'event',
  'organization_id::text',
  'counterparty_id::text',
  'member_id::text',
  'service_account_id::text',
  'grant_id::text',
  'edition_id::text',
  'subject_id::text',
  'detail::text',
  'request_id',
];
const sealTexts = [
  'number::text',
  'last_tx::text',
  'last_id::text',
  'total::text',
  'extract(epoch from sealed_at)::text',
  'entry_ids::text',
  `encode(entry_hashes, 'hex')`,
  `encode(head, 'hex')`,
];

/** Select lists for a query with `rowMode: 'array'`. (Order by `alias.column`: the bare name would be the text.) */
export const entryColumns = entryTexts.join(', ');
export const sealColumns = sealTexts.join(', ');

/** The columns of one entry, in `entryColumns` order. */
export type EntryRow = readonly [id: string, tx: string, ...rest: (string | null)[]];

/** The columns of one seal, in `sealColumns` order. */
export type SealRow = readonly [
  number: string,
  lastTx: string,
  lastId: string,
  total: string,
  sealedAt: string,
  entryIds: string,
  entryHashes: string,
  head: string,
];

/** What a seal says before its head is computed. */
export type SealContent = readonly [
  number: string,
  lastTx: string,
  lastId: string,
  total: string,
  sealedAt: string,
  entryIds: string,
  entryHashes: string,
];

/** The head before the first seal. */
export const noHead = '0'.repeat(64);

/** SHA-256 of an entry, 64 hexadecimal digits. */
export const entryHash = (row: EntryRow): string => sha256(['warifu-ledger-entry-1', ...row]);

/** The chain's head after a seal, 64 hexadecimal digits. @param previous the head of the seal before */
export const sealHead = (previous: string, content: SealContent): string =>
  sha256(['warifu-ledger-seal-1', previous, ...content]);

/** Ids as Postgres writes a bigint array. */
export const arrayText = (ids: readonly string[]): string => `{${ids.join(',')}}`;

const sha256 = (texts: readonly (string | null)[]) => createHash('sha256').update(JSON.stringify(texts)).digest('hex');
