import { keepRunning } from './children.mjs';
import { keepDatabase } from './keep-database.mjs';
import { portOrAny, requirePort, waitUntilReady } from './network.mjs';
import { startPostgres } from './postgres.mjs';
import { migrate, prepare } from './prepare.mjs';
import { Failure, say } from './say.mjs';
import { defaultOrigin, readSettings, rememberOrigin } from './settings.mjs';

/**
 * The whole of `npm start`: from a fresh clone to a running exchange, until `signal` says stop.
 * What was started is stopped in the opposite order (api, worker, Postgres), whatever happens in between.
 */
export async function start({ root, signal, hurry }) {
  const settings = readSettings(process.env, root);
  settings.publicOrigin ||= defaultOrigin(settings.port);
  await requirePort(settings.host, settings.port);
  const ready = await prepare(settings, signal);
  if (!ready) return;

  const { port } = ready.database;
  const database = keepDatabase(ready.database, () => startPostgres({ home: settings.home, root, port }));
  const children = [];
  try {
    await run(settings, { ...ready, database, children }, { signal, hurry });
  } finally {
    if (children.length > 0) say('停止しています…', 'Stopping …');
    for (const part of [...children, database]) await part.stop();
  }
}

async function run(settings, ready, { signal, hurry }) {
  rememberOrigin(settings);
  const { env, entry, database, children } = ready;
  await migrate(ready, signal);
  if (settings.demo && !signal.aborted) await loadDemo(ready, signal);
  if (signal.aborted) return;

  const metrics = await metricsPorts(settings);
  const keep = (name) => {
    const child = keepRunning({
      name,
      script: entry(name),
      env: { ...env, METRICS_PORT: String(metrics[name]) },
      cwd: settings.root,
    });
    children.push(child);
    hurry.addEventListener('abort', child.hurry);
    return child;
  };
  const api = keep('api');
  const worker = keep('worker');
  const failed = Promise.race([api.gaveUp, worker.gaveUp, database.gaveUp]);

  await beforeFailing(failed, announceWhenReady(settings, ready, signal));
  await beforeFailing(failed, aborted(signal));
}

async function announceWhenReady(settings, { env, command }, signal) {
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  const shown = host.includes(':') ? `[${host}]` : host;
  if (!(await waitUntilReady(`http://${shown}:${settings.port}/health/ready`, { signal }))) return;
  if (settings.demo) await command(['demo', 'sign-ins']);
  say(
    `Warifu が動いています: ${env.PUBLIC_ORIGIN} (止めるには Ctrl-C)`,
    `Warifu is running: ${env.PUBLIC_ORIGIN} (Ctrl-C stops it)`,
  );
}

async function loadDemo({ command }, signal) {
  if ((await command(['demo', 'load', '--if-empty'])) === 0 || signal.aborted) return;
  throw new Failure(
    'デモの世界を読み込めませんでした。上の理由を確かめるか、WARIFU_DEMO=0 npm start でデモなしで起動してください。',
    'The demo world could not be loaded: see the reason above, or start without it by WARIFU_DEMO=0 npm start.',
  );
}

async function metricsPorts({ host, port, metricsPort }) {
  const api = metricsPort ?? (await portOrAny(host, port + 1));
  return { api, worker: await portOrAny(host, api + 1) };
}

async function beforeFailing(failed, work) {
  const reason = await Promise.race([failed, work]);
  if (!reason) return;
  throw new Failure(
    `何度起動し直しても終了してしまいます(${reason})。上の記録で理由を確かめ、直してから起動してください。`,
    `It keeps ending however often it is started (${reason}): see the messages above for the reason, mend it and start again.`,
  );
}

function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
