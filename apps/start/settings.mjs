import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from './say.mjs';

/**
 * What the environment asks of a start, every value in its final form.
 * @throws {Failure} for the first value that cannot be used
 */
export function readSettings(env, root) {
  const home = resolve(root, env.WARIFU_HOME || '.warifu');
  const port = readPort(env, 'PORT', 8080);
  const host = env.HOST || '127.0.0.1';
  return {
    root,
    home,
    port,
    host,
    metricsPort: env.METRICS_PORT ? readPort(env, 'METRICS_PORT') : undefined,
    publicOrigin: env.PUBLIC_ORIGIN,
    database: readDatabase(env),
    masterKey: env.WARIFU_MASTER_KEY,
    demo: env.WARIFU_DEMO ? ['1', 'true'].includes(env.WARIFU_DEMO) : env.NODE_ENV !== 'production' && isLoopback(host),
    // Another folder with apps/{api,worker,cli}/main.js, already built: what the launcher's own tests start.
    dist: env.WARIFU_DIST ? resolve(root, env.WARIFU_DIST) : undefined,
  };
}

/** The environment shared by everything we start; the administrator's URL goes only to whom it is given by name. */
export function childEnvironment(settings, { appUrl }) {
  const { DATABASE_ADMIN_URL: _, ...env } = process.env;
  return {
    ...env,
    NODE_ENV: env.NODE_ENV || 'development',
    LOG_LEVEL: env.LOG_LEVEL || 'warn',
    HOST: settings.host,
    PORT: String(settings.port),
    PUBLIC_ORIGIN: settings.publicOrigin || lastOrigin(settings) || defaultOrigin(settings.port),
    DATABASE_URL: appUrl,
    WARIFU_HOME: settings.home,
    WARIFU_DEMO: settings.demo ? '1' : '0',
  };
}

/** The address of a start that was told none. */
export const defaultOrigin = (port) => `http://localhost:${port}`;

/**
 * Keeps the address of a start, so that a command run later beside it signs under the same issuer without being told.
 */
export function rememberOrigin(settings) {
  writeFileSync(originFile(settings), settings.publicOrigin);
}

const lastOrigin = (settings) => existsSync(originFile(settings)) && readFileSync(originFile(settings), 'utf8');
const originFile = ({ home }) => join(home, 'server', 'origin');

// Demo sign-ins need no password, so they exist only where nobody else can reach them.
const isLoopback = (host) => ['127.0.0.1', 'localhost', '::1'].includes(host);

function readPort(env, name, otherwise) {
  const text = env[name] || String(otherwise);
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new Failure(
    `${name}=${text} はポート番号ではありません。1 から 65535 の数を指定してください。`,
    `${name}=${text} is not a port: give a number from 1 to 65535.`,
  );
}

function readDatabase({ DATABASE_URL: appUrl, DATABASE_ADMIN_URL: adminUrl }) {
  if (!appUrl && !adminUrl) return undefined;
  if (!appUrl || !adminUrl) throw needsBothUrls(appUrl ? 'DATABASE_ADMIN_URL' : 'DATABASE_URL');
  return { appUrl: checkedUrl('DATABASE_URL', appUrl), adminUrl: checkedUrl('DATABASE_ADMIN_URL', adminUrl) };
}

/** The value itself is never repeated: it holds a password. */
function checkedUrl(name, text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (['postgres:', 'postgresql:'].includes(url?.protocol) && url.pathname.length > 1) return text;
  throw new Failure(
    `${name} が正しくありません。postgresql://利用者:パスワード@ホスト:5432/データベース の形で指定してください。`,
    `${name} is not usable: write it as postgresql://user:password@host:5432/database.`,
  );
}

function needsBothUrls(missing) {
  return new Failure(
    `${missing} がありません。自前の PostgreSQL には、アプリケーション用の DATABASE_URL と移行用の DATABASE_ADMIN_URL の両方を指定してください。`,
    `${missing} is missing: your own Postgres needs both DATABASE_URL (for the application) and DATABASE_ADMIN_URL (for migrations).`,
  );
}
