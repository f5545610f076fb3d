import { parseArgs } from 'node:util';

/** The parts of a run, in the order they are carried out. */
export const PARTS = ['start', 'reads', 'growth', 'grants', 'publishing', 'stale', 'timing'];

const USAGE = `npm run bench -- [options]
  --quick              about two minutes: few rounds, few counts, a middle-sized large database
  --long               20,000 pairs in the timing part instead of 3,000
  --rounds N           interleaved rounds of each comparison (default 6)
  --seconds S          length of one segment (default 4)
  --connections N      kept-alive connections of the closed loop (default 16)
  --small OxG          organizations x grants of the database everything runs on (default 1000x10000)
  --large OxG          the database growth is measured against (default 100000x1000000)
  --only a,b           parts: ${PARTS.join(', ')}
BENCH_ADMIN_URL names a superuser on a Postgres of this machine; without it the embedded one is started.`;

const flags = {
  quick: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  connections: { type: 'string', default: '16' },
  small: { type: 'string', default: '1000x10000' },
  large: { type: 'string' },
  only: { type: 'string' },
  help: { type: 'boolean', default: false },
};

/**
 * What a run was asked to do; every count and time in it is bounded here.
 * @throws Error with the usage for an option that cannot be used
 */
export function readOptions(argv) {
  const { values } = parseArgs({ args: argv, options: flags });
  if (values.help) throw new Error(USAGE);
  const { quick, long } = values;
  return {
    quick,
    parts: partsOf(values.only),
    rounds: numberOf('rounds', values.rounds ?? (quick ? '3' : '6'), 1, 100),
    seconds: numberOf('seconds', values.seconds ?? (quick ? '2' : '4'), 0.5, 60),
    connections: numberOf('connections', values.connections, 1, 256),
    openLoopSeconds: quick ? 5 : 20,
    staleReads: quick ? 10_000 : 100_000,
    pairs: long ? 20_000 : quick ? 1_000 : 3_000,
    small: sizeOf(values.small),
    large: sizeOf(values.large ?? (quick ? '10000x100000' : '100000x1000000')),
  };
}

function partsOf(only) {
  const parts = only ? only.split(',') : PARTS;
  const unknown = parts.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}.\n${USAGE}`);
  return new Set(parts);
}

function numberOf(name, text, least, most) {
  const value = Number(text);
  if (value >= least && value <= most) return value;
  throw new Error(`--${name} must be a number from ${least} to ${most}.\n${USAGE}`);
}

function sizeOf(text) {
  const [, organizations, grants] = (/^(\d+)x(\d+)$/.exec(text) ?? []).map(Number);
  const fits = organizations >= 100 && organizations <= 1_000_000 && grants >= organizations && grants <= 10_000_000;
  if (fits && grants % organizations === 0) return { organizations, grants };
  throw new Error(`A size is ORGANIZATIONSxGRANTS, grants a multiple of organizations: ${text}.\n${USAGE}`);
}
