import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { tickUs } from './cpu.mjs';

/** What the figures were measured on. */
export function machine() {
  const [first] = cpus();
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  return `${cpus().length} x ${first.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, ${system} (${release()}), Node ${process.version}`;
}

const two = (value) => value.toFixed(2);
const whole = (value) => Math.round(value).toLocaleString('en');
const columns =
  '| | req/s | ratio | CPU us (server + Postgres) | ratio (least..most) | missing | unexpected |\n|---|---|---|---|---|---|---|';

/** Prints what was measured, as Markdown, while it is measured; at the end the goals, met or not. */
export class Report {
  constructor() {
    this.results = [];
    this.faults = { missing: 0, unexpected: 0 };
    this.doubts = [];
  }

  head(options, machine, server) {
    console.log(`## ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC\n\n${machine}\n`);
    console.log(
      `Postgres ${Object.entries(server)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}\n`,
    );
    const { rounds, seconds, connections } = options;
    console.log(
      `${rounds} interleaved rounds of ${seconds} s, ${connections} connections; CPU is counted in steps of ${tickUs() / 1000} ms\n`,
    );
  }

  seeded(label, { organizations, grants }, seconds) {
    console.log(
      `Seeded ${label}: ${whole(organizations)} organizations, ${whole(grants)} grants, in ${Math.round(seconds)} s; cuts made beforehand\n`,
    );
  }

  start(runs) {
    const ready = runs.map((run) => run.readyMs).sort((one, other) => one - other)[1];
    console.log(
      `First answer after process start: ${runs.map((run) => whole(run.readyMs)).join(', ')} ms; ${whole(runs[0].residentMb)} MB then\n`,
    );
    this.goal('first answer after process start, median of 3', ready / 1000, '<=', 2, 's');
  }

  reads({ w1, w2, latency }) {
    this.compared('W1, 15 items', w1.few, 'ceiling', ['warifu']);
    this.compared('W1, 45 items', w1.all, 'ceiling', ['warifu']);
    this.compared('W2, refused, against an allowed read of 15 items', w2, 'warifu, allowed', [
      'no such grant',
      "another company's grant",
      'unknown session',
      'ceiling, no such grant',
    ]);
    console.log('At 100 requests/s: p50 / p99 in ms\n\n| | ceiling | warifu |\n|---|---|---|');
    for (const [name, { ceiling, ours }] of Object.entries({ '15 items': latency.few, '45 items': latency.all })) {
      console.log(`| ${name} | ${two(ceiling.p50)} / ${two(ceiling.p99)} | ${two(ours.p50)} / ${two(ours.p99)} |`);
    }
    console.log('');
    for (const [name, run] of [
      ['15', w1.few],
      ['45', w1.all],
    ]) {
      this.goal(`W1 CPU, ${name} items`, run.others[0].cpu.median, '<=', 1.25, 'x');
      this.goal(`W1 requests/s, ${name} items`, run.others[0].rate.median, '>=', 0.75, 'x');
    }
    this.goal('W2 CPU of a refusal without a grant', w2.others[0].cpu.median, '<=', 0.8, 'x of an allowed read');
  }

  growth({ allowed, refused, ceiling }) {
    this.compared('Growth, allowed read of 15 items', allowed, 'small', ['large']);
    this.compared('Growth, no such grant', refused, 'small', ['large']);
    this.compared('Growth, the ceiling', ceiling, 'small', ['large']);
    this.goal('CPU of a read, small to large database', allowed.others[0].cpu.median, '<=', 1.3, 'x');
  }

  grants(run) {
    this.compared('A grant and its revocation (two requests counted as one)', run, 'ceiling', ['warifu']);
  }

  publishing(run) {
    this.compared('W3, a publication of 45 items x 4 levels (two requests counted as one)', run, 'ceiling', ['warifu']);
    this.goal('W3 publications/s', run.others[0].rate.median, '>=', 0.5, 'x');
  }

  stale({ after, stale, unexpected, revoked }) {
    console.log(
      `Reads that began after an acknowledged revocation, over two processes: ${whole(after)} (${whole(revoked)} revocations), served: ${stale}, unexpected: ${unexpected}\n`,
    );
    this.faults.unexpected += unexpected;
    this.goal(`stale reads in ${whole(after)}`, stale, '<=', 0, '');
  }

  timing(kinds, pairs) {
    console.log(
      `Refusals, ${whole(pairs)} pairs with a grant that does not exist: median us, t over all and without the slowest twentieth\n`,
    );
    console.log('| | exists | does not | t | t (cropped) | same answer |\n|---|---|---|---|---|---|');
    for (const [kind, { medians, t, croppedT, answers }] of Object.entries(kinds)) {
      console.log(
        `| ${kind} | ${whole(medians[0])} | ${whole(medians[1])} | ${two(t)} | ${two(croppedT)} | ${answers.length === 1 ? 'yes' : 'NO'} |`,
      );
      this.goal(`|t| of ${kind} and non-existent`, Math.abs(t), '<=', 4.5, '');
    }
    console.log('');
  }

  memory(mb) {
    this.goal('api process after the run', mb, '<=', 160, 'MB');
  }

  /** Ends the report. A figure counts only where the run was valid; what makes it doubtful is told with it. */
  goals() {
    this.goal('missing access records', this.faults.missing, '<=', 0, '');
    this.goal('unexpected answers', this.faults.unexpected, '<=', 0, '');
    console.log('| goal of this release | wanted | measured | |\n|---|---|---|---|');
    for (const { name, value, sign, limit, unit, met } of this.results) {
      console.log(
        `| ${name} | ${sign} ${limit} ${unit} | ${Number.isInteger(value) ? value : two(value)} | ${met ? 'met' : '**missed**'} |`,
      );
    }
    for (const doubt of this.doubts) console.log(`\nDoubtful: ${doubt}`);
  }

  goal(name, value, sign, limit, unit) {
    const met = sign === '<=' ? value <= limit : value >= limit;
    this.results.push({ name, value, sign, limit, unit, met });
  }

  compared(title, { anchor, itself, others }, anchorName, names) {
    console.log(`### ${title}\n\n${columns}`);
    this.row(anchorName, anchor);
    for (const [at, other] of others.entries()) this.row(names[at], other);
    const busy = Math.max(anchor.othersCores, ...others.map((other) => other.othersCores));
    console.log(
      `\n${anchorName} against itself: CPU ${two(itself.cpu)}, req/s ${two(itself.rate)}; others used up to ${two(busy)} cores meanwhile\n`,
    );
    for (const [what, value] of Object.entries(itself)) {
      if (value < 0.93 || value > 1.07)
        this.doubts.push(`${title}: ${anchorName} against itself is ${two(value)} (${what}), outside 0.93..1.07`);
    }
  }

  row(name, { perSecond, cpuUs, serverUs, postgresUs, missing, unexpected, cpu, rate }) {
    this.faults.missing += missing;
    this.faults.unexpected += unexpected;
    const cells = [
      name,
      whole(perSecond),
      rate ? two(rate.median) : '1',
      `${whole(cpuUs)} (${whole(serverUs)} + ${whole(postgresUs)})`,
      cpu ? `**${two(cpu.median)}** (${two(cpu.least)}..${two(cpu.most)})` : '1',
      missing,
      unexpected,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
