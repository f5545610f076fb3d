import { cpuBetween, cpuOf, cpuOfTarget, machineCpu } from './cpu.mjs';
import { closedLoop } from './load.mjs';
import { mean, median } from './statistics.mjs';

/**
 * One segment: a server under a closed loop for some seconds, what it cost, and whether every answer that had to leave
 * a record left it.
 * @param target `{ server, wires, sql }`: the process, connections to it, an administrator's pool on its database
 * @param job `{ send, expect, records }`: one unit of work, the only status it may end in, how many records it leaves
 */
export async function segment({ target: { server, wires, sql }, job }, seconds) {
  const [{ last }] = (await sql.query(`select coalesce(max(id), 0)::text as last from ledger_entries`)).rows;
  const before = { cpu: await cpuOfTarget(server, sql), machine: machineCpu(), own: cpuOf(process.pid) };
  const run = await closedLoop(wires, (wire) => job.send(wire, server), seconds);
  const after = { cpu: await cpuOfTarget(server, sql), machine: machineCpu(), own: cpuOf(process.pid) };

  const requests = run.latencies.length;
  const asExpected = run.statuses.get(job.expect) ?? 0;
  const used = cpuBetween(before.cpu, after.cpu);
  const others = after.machine - before.machine - (after.own - before.own) - used.server - used.postgres;
  const { rows } = await sql.query(`select count(*)::int as written from ledger_entries where id > $1`, [last]);
  return {
    requests,
    perSecond: requests / run.seconds,
    serverUs: used.server / requests,
    postgresUs: used.postgres / requests,
    cpuUs: (used.server + used.postgres) / requests,
    unexpected: requests - asExpected,
    missing: asExpected * job.records - rows[0].written,
    othersCores: Math.max(0, others) / (run.seconds * 1_000_000),
  };
}

/**
 * Compares in one interleaved run: first, second, … first, second, … for so many rounds, then the first once more.
 * Every segment is compared with the mean of the segments of the first around it, so that drift cancels out.
 * @param first `{ target, job }`; `others` the same
 */
export async function compare(first, others, { rounds, seconds }) {
  const anchors = [];
  const runs = others.map(() => []);
  for (let round = 0; round < rounds; round++) {
    anchors.push(await segment(first, seconds));
    for (const [at, other] of others.entries()) runs[at].push(await segment(other, seconds));
  }
  anchors.push(await segment(first, seconds));
  return { anchor: summary(anchors), itself: itself(anchors), others: runs.map((run) => against(run, anchors)) };
}

/** The first against itself, every second segment against those between: what the machine alone makes of "equal". */
function itself(anchors) {
  const half = (rest) => anchors.filter((_, at) => at % 2 === rest);
  const ratio = (field) => mean(half(1).map((one) => one[field])) / mean(half(0).map((one) => one[field]));
  return { cpu: ratio('cpuUs'), rate: ratio('perSecond') };
}

function against(run, anchors) {
  const ratios = (field) => run.map((one, at) => one[field] / mean([anchors[at][field], anchors[at + 1][field]]));
  const cpu = ratios('cpuUs');
  const rate = ratios('perSecond');
  return {
    ...summary(run),
    cpu: { median: median(cpu), least: Math.min(...cpu), most: Math.max(...cpu) },
    rate: { median: median(rate), least: Math.min(...rate), most: Math.max(...rate) },
  };
}

export function summary(run) {
  const middle = (field) => median(run.map((one) => one[field]));
  const total = (field) => run.reduce((sum, one) => sum + one[field], 0);
  return {
    requests: total('requests'),
    unexpected: total('unexpected'),
    missing: total('missing'),
    perSecond: middle('perSecond'),
    serverUs: middle('serverUs'),
    postgresUs: middle('postgresUs'),
    cpuUs: middle('cpuUs'),
    othersCores: middle('othersCores'),
  };
}
