import { Refusal } from '#platform/errors';
import { MasterKeyError } from '#platform/vault';

/** Ends the command with this exit code and this sentence. */
export class Failure extends Error {
  constructor(
    readonly ja: string,
    readonly en: string,
    readonly exitCode = 1,
  ) {
    super(en);
  }
}

// What Postgres and the network say most often when something is not set up, and what to do about it.
const advice: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  ECONNREFUSED: [
    'データベースに接続できません。起動しているか、URL が正しいかを確かめてください。',
    'The database does not answer. Check that it runs and that the URL is right.',
  ],
  ENOTFOUND: ['データベースのホスト名が見つかりません。', 'The host name of the database is not known. Check the URL.'],
  '28P01': ['データベースのパスワードが違います。', 'The database refuses the password. Check the URL.'],
  '28000': ['データベースがこの利用者を受け付けません。', 'The database refuses this user. Check the URL.'],
  '3D000': ['そのデータベースはありません。', 'There is no such database. Create it, or check the URL.'],
  '42501': ['データベースの権限が足りません。', 'The database role lacks a privilege. Run `warifu migrate` first.'],
  '42P01': ['表がまだありません。', 'The tables are not there yet. Run `warifu migrate` first.'],
  '42883': ['データベースの構造が古いままです。', 'The schema is an older one. Run `warifu migrate` first.'],
};

/** Any error as a sentence that says what to do; never a stack. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const error = thrown as { code?: string; message?: string; errors?: { code?: string }[] } | null;
  const code = error?.code ?? error?.errors?.[0]?.code ?? '';
  const known = advice[code];
  if (known) return new Failure(known[0], known[1]);
  const said = thrown instanceof Refusal || thrown instanceof MasterKeyError || thrown instanceof Error;
  return new Failure('できませんでした', said ? (error?.message ?? '') : String(thrown));
}
