import { join } from 'node:path';
import pg from 'pg';
import type { PublicJwk } from '#proof';
import { nodeCrypto } from '#proof/crypto-node';
import {
  type Finding,
  isSigned,
  type KeptHead,
  type LedgerVerdict,
  readKeptHead,
  verifyLedger,
} from '#exchange/ledger';
import type { Config } from '#platform/config';
import { connectionOptions } from '#platform/database';
import { Failure } from './failure.ts';
import { say } from './say.ts';

interface Options {
  readonly head?: string;
  readonly json?: boolean;
}

/**
 * Recomputes the whole ledger and says what is wrong with it.
 * @returns exit code: 0 sound, 1 not (unusable input throws and ends with 2)
 */
export async function auditVerify(config: Config, { head: file, json }: Options): Promise<number> {
  const kept = await readKeptHead(file ?? join(config.home, 'ledger', 'head.json')).catch(unusable);
  if (file && !kept) throw new Failure(`${file} がありません。`, `${file} does not exist.`, 2);
  const signed = kept === undefined || (await isSigned(kept, (...what) => verifyWithStoredKey(config, ...what)));
  const verdict = await verifyNow(config, kept);
  if (json)
    console.log(
      JSON.stringify({
        ...verdict,
        sound: verdict.sound && signed,
        head: kept?.head ?? null,
        headSigned: kept ? signed : null,
      }),
    );
  else tell(verdict, kept, signed);
  return verdict.sound && signed ? 0 : 1;
}

/** One moment of the ledger, whatever is written meanwhile. */
async function verifyNow(config: Config, kept: KeptHead | undefined): Promise<LedgerVerdict> {
  const client = new pg.Client(connectionOptions(config.databaseUrl, 'warifu_sealer'));
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0');
    return await verifyLedger(client, kept ? { head: kept.head } : {});
  } finally {
    await client.end();
  }
}

async function verifyWithStoredKey(
  config: Config,
  kid: string,
  input: string,
  signature: Uint8Array,
): Promise<boolean> {
  const client = new pg.Client(connectionOptions(config.databaseUrl, 'warifu_app'));
  await client.connect();
  try {
    const { rows } = await client.query<{ public_jwk: PublicJwk }>(
      `select public_jwk from exchange_keys where kid = $1 and purpose = 'ledger'`,
      [kid],
    );
    return rows[0] !== undefined && nodeCrypto.verify(rows[0].public_jwk, input, signature);
  } finally {
    await client.end();
  }
}

function tell(verdict: LedgerVerdict, kept: KeptHead | undefined, signed: boolean) {
  const { seals, entries, unsealed, findings, further } = verdict;
  for (const finding of findings) say(...sentence(finding));
  if (further > 0) say(`ほかに ${further} 件`, `and ${further} more`);
  if (!signed) {
    say(
      '記録簿の外に置いた先頭の署名が合いません。',
      'The head kept outside is not signed by the ledger key in the database.',
    );
  }
  if (!kept)
    say(
      '外に置いた先頭がないため、末尾の切り取りは分かりません。',
      'No head kept outside: an end cut off cannot be seen.',
    );
  say(
    `封印 ${seals} 件、記録 ${entries} 件を確かめました(未封印 ${unsealed} 件)。${verdict.sound && signed ? '改変はありません。' : '改変があります。'}`,
    `Checked ${seals} seals and ${entries} entries (${unsealed} not sealed yet). ${verdict.sound && signed ? 'Nothing was changed.' : 'The ledger was changed.'}`,
  );
}

const words: Record<Finding['problem'], readonly [ja: string, en: string]> = {
  changed: ['封印したときの内容と違います', 'is not what was sealed'],
  missing: ['封印されていましたが、なくなっています', 'was sealed and is gone'],
  inserted: ['後から加えられています', 'was put in afterwards'],
  reordered: ['ほかのものの位置にあります', 'stands in the place of another'],
  'cut-off': ['末尾から切り取られています', 'was cut off at the end'],
  unanchored: ['封印が欠けているため確かめられません', 'cannot be told: a seal is missing'],
  'not-as-signed': ['先頭に署名したときのものではありません', 'is not the one whose head was signed'],
};
const rows: Record<Finding['row'], string> = { entry: '記録', seal: '封印' };

function sentence({ row, id, from, problem, placeOf, count }: Finding): [ja: string, en: string] {
  const many = from && from !== id;
  const [ja, en] = words[problem];
  const place = placeOf ? ` (${placeOf})` : '';
  return [
    `${rows[row]} ${many ? `${from}~${id}` : id}: ${ja}${place}${count ? `(全 ${count} 件の最後)` : ''}`,
    `${many ? `${row}s ${from} to ${id}` : `${row} ${id}`}: ${en}${place}${count ? ` (${count} entries, this is the last)` : ''}`,
  ];
}

function unusable(error: Error): never {
  throw new Failure('先頭のファイルが読めません。', error.message, 2);
}
