import { fileURLToPath } from 'node:url';
import { build } from '../../apps/start/build.mjs';
import { onEnd } from '../../apps/start/signals.mjs';
import { readOptions } from './options.mjs';
import { machine, Report } from './report.mjs';

// npm run bench: see README.md for the method. Everything runs on loopback; what is started here is ended here.

const WARM_UP = { requests: 30_000, mostSeconds: 60 };
const root = fileURLToPath(new URL('../..', import.meta.url));
const stops = [];
const stopAll = async () => {
  while (stops.length > 0)
    await stops
      .pop()()
      .catch((error) => console.error(error.message));
};
let ending = false;
onEnd(() => {
  if (ending) return;
  ending = true;
  void stopAll().then(() => process.exit(130));
});

try {
  const options = readOptions(process.argv.slice(2));
  if (process.platform !== 'linux') throw new Error('The benchmark reads CPU times from /proc: it runs on Linux.');
  await build({ root });
  await run(options);
} catch (error) {
  if (!ending) console.error(error.message);
  process.exitCode = 1;
} finally {
  if (!ending) await stopAll();
}

async function run(options) {
  // Only now: these load what was just built.
  const { describeServer, openServer } = await import('./database.mjs');
  const parts = await import('./parts.mjs');
  const server = await openServer();
  stops.push(server.stop);
  const report = new Report();
  report.head(options, machine(), await describeServer(server.adminUrl));
  const world = await openWorld(server, options, report);

  if (options.parts.has('start')) report.start(await parts.start(world));
  if (options.parts.has('reads')) report.reads(await parts.reads(world));
  if (options.parts.has('growth')) {
    world.large = await openDatabase(server, 'large', options.large, options, report);
    report.growth(await parts.growth(world));
  }
  if (options.parts.has('grants')) report.grants(await parts.grants(world));
  if (options.parts.has('publishing')) report.publishing(await parts.publishing(world));
  if (options.parts.has('stale')) report.stale(await parts.stale(world));
  if (options.parts.has('timing')) report.timing(await parts.timing(world), options.pairs);
  const { residentMb } = await import('./cpu.mjs');
  report.memory(residentMb(world.api.server.pid));
  report.goals();
}

async function openWorld(server, options, report) {
  const small = await openDatabase(server, 'small', options.small, options, report);
  return { options, small: small.database, api: small.api, ceiling: small.ceiling };
}

/** A seeded database with an api and a ceiling on it, both warmed up and with their connections open. */
async function openDatabase(server, label, size, options, report) {
  const { createDatabase } = await import('./database.mjs');
  const { seed } = await import('./seed.mjs');
  const { startApi, startCeiling } = await import('./processes.mjs');
  const database = await createDatabase(server.adminUrl, label);
  stops.push(() => database.drop());
  report.seeded(label, size, await seed({ sql: database.sql, size }));
  const api = await target(await startApi(database), database, options);
  const ceiling = await target(await startCeiling(database), database, options);
  await warmUp({ api, ceiling }, size, options);
  return { database, api, ceiling };
}

async function target(server, { sql }, { connections }) {
  const { openWires } = await import('./wire.mjs');
  stops.push(server.stop);
  const wires = await openWires(server.port, connections);
  stops.push(async () => wires.forEach((wire) => wire.close()));
  return { server, wires, sql };
}

/** The product's code is larger than the ceiling's: before some ten thousand requests much of its CPU is the compiler. */
async function warmUp({ api, ceiling }, size, { quick }) {
  const { allowedRead } = await import('./jobs.mjs');
  const { segment } = await import('./segments.mjs');
  const jobs = [allowedRead(size, 0), allowedRead(size, 1)];
  const wanted = quick ? WARM_UP.requests / 3 : WARM_UP.requests;
  for (const target of [api, ceiling]) {
    let done = 0;
    for (let second = 0; done < wanted && second < WARM_UP.mostSeconds; second++) {
      done += (await segment({ target, job: jobs[second % 2] }, 1)).requests;
    }
  }
}
