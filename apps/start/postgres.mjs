import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnableBinaries } from './binaries.mjs';
import { ADMIN, createCluster, DATABASE, LOGIN, readPasswords, renewPasswords } from './cluster.mjs';
import { existingData, holdsCluster, placeForData, prepareHome } from './data-folder.mjs';
import { takeLease, withLock } from './leases.mjs';
import { disarmStalePidFile, launch, runningServer, shutDown } from './postmaster.mjs';
import { Failure } from './say.mjs';
import { serverUser } from './server-user.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts the embedded Postgres of a home folder, or joins the one that already serves it.
 *
 * @param {object} options
 * @param {string} options.home where everything lies that must survive; made if missing
 * @param {boolean} [options.test] trade durability for speed: only for data that may be lost
 * @param {number} [options.port] a fixed port; 0 (default) takes a free one
 * @param {string} [options.root] the folder whose node_modules hold the Postgres programs
 * @returns {Promise<{ adminUrl: string, appUrl: string, port: number, data: string, reused: boolean, created: boolean,
 *   ended: Promise<string>, stop: () => Promise<void> }>} `ended` resolves, with the reason, if the server we started
 *   dies under us; `stop` shuts the server down unless another process still uses it or it was started by other means
 * @throws {Failure} with one sentence that says what to do
 */
export async function startPostgres({ home: givenHome, test = false, port = 0, root = repository }) {
  const home = prepareHome(resolve(givenHome));
  const folder = join(home, 'server');
  return withLock(folder, async () => {
    const before = existingData(home);
    const user = serverUser(before ?? home);
    const { bin, major } = runnableBinaries(root, user);
    const data = before ?? placeForData(home, user);
    const place = { home, bin, data, user, test };

    const running = runningServer(data);
    const created = !running && prepareData(place, major);
    const server =
      running ?? (await launch({ ...place, port, log: join(home, 'postgres.log'), record: join(folder, 'started') }));
    return handle({ server, data, folder, home, reused: running !== undefined, created });
  });
}

/** Returns whether the cluster is new. */
function prepareData(place, major) {
  if (!holdsCluster(place.data, major)) {
    createCluster(place);
    return true;
  }
  disarmStalePidFile(place.data);
  if (!readPasswords(place.home)) renewPasswords(place);
  return false;
}

function handle({ server, data, folder, home, reused, created }) {
  const passwords = readPasswords(home);
  if (!passwords) throw passwordsLost(server.pid);
  const lease = takeLease(folder);
  // A launcher that ends without its farewell must not leave a server behind that nobody knows of.
  const farewell = () => stopsWith(lease, folder, server) && process.kill(server.pid, 'SIGINT');
  process.once('exit', farewell);
  return {
    adminUrl: url(ADMIN, passwords.admin, server.port),
    appUrl: url(LOGIN, passwords.login, server.port),
    port: server.port,
    data,
    reused,
    created,
    ended: server.ended ?? new Promise(() => {}),
    async stop() {
      process.off('exit', farewell);
      await withLock(folder, async () => {
        if (stopsWith(lease, folder, server)) await shutDown(server.pid, data);
      });
    },
  };
}

/** Ends the lease; true when it was the last one on a server that a launcher of ours started. */
function stopsWith(lease, folder, server) {
  const last = lease.end();
  const record = join(folder, 'started');
  return last && existsSync(record) && Number(readFileSync(record, 'utf8')) === server.pid;
}

const url = (role, password, port) => `postgresql://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;

function passwordsLost(pid) {
  return new Failure(
    `PostgreSQL(プロセス ${pid})は動いていますが、パスワードのファイルがありません。それを止めてから、もう一度起動してください。`,
    `Postgres (process ${pid}) is running but its password file is gone: stop it and start again.`,
  );
}
