import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './say.mjs';

export const ADMIN = 'warifu_admin';
export const LOGIN = 'warifu_login';
export const DATABASE = 'warifu';

// Only a libc locale with UTF-8 character classes lets pg_trgm see Japanese; C and ICU over C give no trigrams at all.
const LOCALES = process.platform === 'linux' ? ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'ja_JP.UTF-8'] : ['en_US.UTF-8'];

/** The two generated passwords of this home, or undefined before there are any. */
export function readPasswords(home) {
  const file = join(home, 'server', 'passwords.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Makes a cluster with its database and the application's login role. Everything happens in a folder beside, renamed
 * when complete: a start that is cut off leaves nothing that looks like data.
 */
export function createCluster({ home, bin, data, user, test }) {
  const workshop = `${data}.new`;
  const cluster = join(workshop, 'cluster');
  const passwords = newPasswords();
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { mode: 0o700 });
  if (user) chownSync(workshop, user.uid, user.gid);

  initialise({ bin, workshop, cluster, user, test, password: passwords.admin });
  singleUser({ bin, data: cluster, user }, [
    `CREATE ROLE ${LOGIN} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '${passwords.login}'`,
    `CREATE DATABASE ${DATABASE}`,
    `REVOKE ALL ON DATABASE ${DATABASE}, postgres, template1 FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${DATABASE} TO ${LOGIN}`,
  ]);
  writePasswords(home, passwords);
  rmSync(data, { recursive: true, force: true });
  renameSync(cluster, data);
  rmSync(workshop, { recursive: true, force: true });
}

/** Gives both roles new passwords: the way back in when the password file was lost. The server must be stopped. */
export function renewPasswords({ home, bin, data, user }) {
  const passwords = newPasswords();
  singleUser({ bin, data, user }, [
    `ALTER ROLE ${ADMIN} PASSWORD '${passwords.admin}'`,
    `ALTER ROLE ${LOGIN} PASSWORD '${passwords.login}'`,
  ]);
  writePasswords(home, passwords);
}

/** What Postgres gets to see of our environment: nothing that is a secret, nothing that steers it by accident. */
export function serverEnvironment() {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, TZ: 'UTC', LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C' };
}

function initialise({ bin, workshop, cluster, user, test, password }) {
  const passwordFile = join(workshop, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const reasons = [];
  for (const locale of LOCALES) {
    const { status, stderr, error } = spawnSync(
      join(bin, 'initdb'),
      [
        `--pgdata=${cluster}`,
        `--username=${ADMIN}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        `--locale=${locale}`,
        '--lc-messages=C',
        '--no-instructions',
        ...(test ? ['--no-sync'] : []),
      ],
      { ...user, cwd: workshop, env: serverEnvironment(), encoding: 'utf8' },
    );
    if (status === 0) return;
    reasons.push(`${locale}: ${lastLine(error?.message ?? stderr)}`);
  }
  throw couldNotCreate(reasons.join('; '));
}

/** Runs statements before anybody can connect, which needs neither a client library nor a password. */
function singleUser({ bin, data, user }, statements) {
  const settings = { exit_on_error: 'on', log_min_error_statement: 'panic' };
  const { status, stderr, error } = spawnSync(
    join(bin, 'postgres'),
    [
      '--single',
      '-D',
      data,
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      'postgres',
    ],
    {
      ...user,
      cwd: data,
      env: serverEnvironment(),
      encoding: 'utf8',
      input: `${statements.join('\n')}\n`,
    },
  );
  if (status !== 0 || /(ERROR|FATAL|PANIC):/.test(stderr)) throw couldNotCreate(lastLine(error?.message ?? stderr));
}

const newPasswords = () => ({ admin: newPassword(), login: newPassword() });
const newPassword = () => randomBytes(24).toString('base64url');

function writePasswords(home, passwords) {
  writeFileSync(join(home, 'server', 'passwords.json'), JSON.stringify(passwords), { mode: 0o600 });
}

const lastLine = (text) => (text ?? '').trim().split('\n').at(-1) ?? '';

function couldNotCreate(reason) {
  return new Failure(
    `PostgreSQL のデータを作れませんでした(${reason})。空き容量と権限を確かめるか、DATABASE_URL と DATABASE_ADMIN_URL を指定してください。`,
    `Could not prepare the Postgres data (${reason}): check disk space and permissions, or set DATABASE_URL and DATABASE_ADMIN_URL.`,
  );
}
