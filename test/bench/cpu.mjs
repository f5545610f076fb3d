import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticksPerSecond = () => Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
let tick;

/** The finest step CPU is counted in, in microseconds: 10,000 on the usual Linux. */
export function tickUs() {
  tick ??= 1_000_000 / ticksPerSecond();
  return tick;
}

/** User and system time a process has used so far, all its threads, in microseconds; 0 once it is gone. */
export function cpuOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything; the numbers come after the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tickUs();
  } catch {
    return 0;
  }
}

/** Time the whole machine was not idle, in microseconds over all its cores. */
export function machineCpu() {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * tickUs();
}

/** Resident memory of a process, in MB (10^6 bytes). */
export function residentMb(pid) {
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kb) * 1024) / 1_000_000;
}

/**
 * The CPU of a server and of its own connections in Postgres, readable twice and subtracted. Postgres' background
 * processes (WAL writer, checkpointer, autovacuum) serve everybody and are not counted.
 * @param sql an administrator's pool on the database
 */
export async function cpuOfTarget({ pid, applications }, sql) {
  const { rows } = await sql.query(
    `select pid from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and application_name = any($1)`,
    [applications],
  );
  return { server: cpuOf(pid), backends: new Map(rows.map((row) => [row.pid, cpuOf(row.pid)])) };
}

/** What was used between two readings, in microseconds. A connection opened in between counts from its beginning. */
export function cpuBetween(before, after) {
  let postgres = 0;
  for (const [pid, used] of after.backends) postgres += used - (before.backends.get(pid) ?? 0);
  return { server: after.server - before.server, postgres };
}
