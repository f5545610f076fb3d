import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { prepareHome } from './data-folder.mjs';
import { install } from './install.mjs';
import { requireMasterKey } from './master-key.mjs';
import { requireAnswer } from './network.mjs';
import { startPostgres } from './postgres.mjs';
import { runStep } from './run-step.mjs';
import { Failure } from './say.mjs';
import { childEnvironment } from './settings.mjs';

/** Installs and builds what is missing, and tells where each process' program lies. */
export async function preparePrograms({ root, dist }, signal) {
  if (!dist) {
    await install({ root, signal });
    if (!signal.aborted) await build({ root, signal });
  }
  return (name) => join(dist ?? join(root, 'dist'), 'apps', name, 'main.js');
}

/**
 * Everything a process of ours needs before it can start: a home with its key, programs, a database. Undefined when
 * `signal` asked for an end in between.
 * @returns the database (ours or the one given), what children get as environment, where their programs lie (`entry`)
 *   and how to run a `warifu` command
 */
export async function prepare(settings, signal) {
  const { root, home } = settings;
  if (settings.database) {
    await requireAnswer('DATABASE_URL', settings.database.appUrl);
    await requireAnswer('DATABASE_ADMIN_URL', settings.database.adminUrl);
  }
  prepareHome(home);
  requireMasterKey(settings);
  const entry = await preparePrograms(settings, signal);
  if (signal.aborted) return undefined;
  if (!existsSync(entry('cli'))) throw notBuilt(entry('cli'));

  const database = settings.database ? outside(settings.database) : await startPostgres({ home, root });
  const env = childEnvironment(settings, database);
  const command = (args) =>
    runStep(process.execPath, [entry('cli'), ...args], {
      env: { ...env, DATABASE_ADMIN_URL: database.adminUrl },
      cwd: root,
      signal,
    });
  return { database, env, entry, command };
}

/** Brings the schema up to date; every start does, and a command does on a home that has never been started. */
export async function migrate({ command }, signal) {
  if ((await command(['migrate'])) === 0 || signal.aborted) return;
  throw new Failure(
    'データベースの移行ができませんでした。上の理由を確かめ、自前の PostgreSQL なら DATABASE_ADMIN_URL の利用者と権限も確かめてください。',
    'The database could not be migrated: see the reason above and, with a Postgres of your own, check the user and rights of DATABASE_ADMIN_URL.',
  );
}

function outside(urls) {
  return { ...urls, created: false, ended: new Promise(() => {}), stop: async () => {} };
}

function notBuilt(file) {
  return new Failure(
    `${file} がありません。dist を消して、もう一度起動してください。`,
    `${file} is missing: remove dist and start again.`,
  );
}
