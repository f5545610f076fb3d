/**
 * Keeps every connection busy for a time: the next request of a connection leaves when its answer is complete.
 * @param send carries one unit of work over a connection and gives its status
 * @returns status → count, how long it took (seconds), and every latency in milliseconds
 */
export async function closedLoop(wires, send, seconds) {
  const statuses = new Map();
  const latencies = [];
  const begin = performance.now();
  const until = begin + seconds * 1000;
  await Promise.all(
    wires.map(async (wire) => {
      for (let sent = performance.now(); sent < until; ) {
        const status = await send(wire);
        const now = performance.now();
        latencies.push(now - sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        sent = now;
      }
    }),
  );
  return { statuses, seconds: (performance.now() - begin) / 1000, latencies };
}

/**
 * Sends at a fixed rate whatever the answers do. Latency counts from the moment a request was due to be sent by the
 * timer, so a request that waits for a free connection is not flattered.
 * @returns status → count and every latency in milliseconds
 */
export async function openLoop(wires, send, { perSecond, seconds }) {
  const statuses = new Map();
  const latencies = [];
  const idle = [...wires];
  const waiting = [];
  const running = [];
  const carry = async (wire, due) => {
    const status = await send(wire);
    latencies.push(performance.now() - due);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const late = waiting.shift();
    if (late === undefined) idle.push(wire);
    else await carry(wire, late);
  };
  const begin = performance.now();
  for (let sent = 0; sent < perSecond * seconds; sent++) {
    const wait = begin + (sent * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const due = performance.now();
    const wire = idle.pop();
    if (wire) running.push(carry(wire, due));
    else waiting.push(due);
  }
  while (running.length > 0) await running.pop();
  return { statuses, latencies };
}
