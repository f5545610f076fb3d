import { residentMb } from './cpu.mjs';
import {
  allowedRead,
  foreignGrant,
  grantAndRevoke,
  noGrant,
  publication,
  PUBLISHERS,
  readOf,
  unknownToken,
} from './jobs.mjs';
import { openLoop } from './load.mjs';
import { idOf, layoutOf, tokenOf } from './names.mjs';
import { startApi } from './processes.mjs';
import { refusalTiming } from './refusal-timing.mjs';
import { compare, segment } from './segments.mjs';
import { staleReads } from './stale-reads.mjs';
import { quantile } from './statistics.mjs';
import { openWires, request } from './wire.mjs';

// Every part takes the world (`{ options, small, large?, api, ceiling }`, see main.mjs) and gives plain figures.

/** From spawning the process to its first answer, three times, and what it holds then. */
export async function start({ small }) {
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const api = await startApi(small);
    runs.push({ readyMs: api.readyMs, residentMb: residentMb(api.pid) });
    await api.stop();
  }
  return runs;
}

/** W1 and W2: allowed reads of both sizes against the ceiling, refusals against an allowed read, latency at 100/s. */
export async function reads({ options, api, ceiling }) {
  await mustGiveTheSameBytes({ options, api, ceiling });
  const { small } = options;
  const [few, all] = [allowedRead(small, 0), allowedRead(small, 1)];
  const against = (job) => compare({ target: ceiling, job }, [{ target: api, job }], options);
  const w1 = { few: await against(few), all: await against(all) };
  const denials = [noGrant(small), foreignGrant(small), unknownToken(small)];
  const w2 = await compare(
    { target: api, job: few },
    [...denials.map((job) => ({ target: api, job })), { target: ceiling, job: noGrant(small) }],
    options,
  );
  const latency = {
    few: await fixedRate(few, ceiling, api, options),
    all: await fixedRate(all, ceiling, api, options),
  };
  return { w1, w2, latency, residentMb: residentMb(api.server.pid) };
}

/** The ceiling is one only if it does the same work: for the same grants both must give the same bytes. */
async function mustGiveTheSameBytes({ options, api, ceiling }) {
  const layout = layoutOf(options.small);
  for (let n = 0; n < 10; n++) {
    const reader = layout.readerOf(n * 37);
    const text = readOf(idOf('grant', layout.grantTo(reader, n)), tokenOf(reader));
    const [ours, theirs] = [await api.wires[0].send(text, true), await ceiling.wires[0].send(text, true)];
    if (ours.status !== 200 || ours.body !== theirs.body) throw new Error('The ceiling does not give the same bytes.');
  }
}

/** Latency at 100 requests a second, in turns of five seconds. */
async function fixedRate(job, ceiling, api, { openLoopSeconds }) {
  const latencies = new Map([ceiling, api].map((target) => [target, []]));
  for (let done = 0; done < openLoopSeconds; done += 5) {
    for (const target of [ceiling, api]) {
      const send = (wire) => job.send(wire, target.server);
      const run = await openLoop(target.wires, send, { perSecond: 100, seconds: 5 });
      latencies.get(target).push(...run.latencies);
    }
  }
  const told = (target) => ({ p50: quantile(latencies.get(target), 0.5), p99: quantile(latencies.get(target), 0.99) });
  return { ceiling: told(ceiling), ours: told(api) };
}

/** The same reads on a small and on a large database. */
export async function growth({ options, api, ceiling, large }) {
  const small = allowedRead(options.small, 0);
  const big = allowedRead(options.large, 0);
  const [denied, deniedBig] = [noGrant(options.small), noGrant(options.large)];
  const allowed = await compare({ target: api, job: small }, [{ target: large.api, job: big }], options);
  return {
    allowed,
    refused: await compare({ target: api, job: denied }, [{ target: large.api, job: deniedBig }], options),
    ceiling: await compare({ target: ceiling, job: small }, [{ target: large.ceiling, job: big }], options),
  };
}

/** A grant and its revocation. */
export async function grants({ options, api, ceiling }) {
  const job = grantAndRevoke(options.small);
  await segment({ target: api, job }, options.seconds);
  return compare({ target: ceiling, job }, [{ target: api, job }], options);
}

/** W3: publication of 45 items at four levels. */
export async function publishing({ options, api, ceiling, small }) {
  for (let company = 0; company < Math.min(PUBLISHERS, options.connections); company++) {
    const asked = { token: tokenOf(company), origin: api.server.origin, body: '{"custody":"exchange"}' };
    const { status, body } = await api.wires[0].send(request('POST', '/v1/keys', asked), true);
    if (status !== 201) throw new Error(`A signing key could not be made: ${status} ${body}`);
  }
  const job = publication(small.sql);
  await segment({ target: api, job }, options.seconds);
  return compare({ target: ceiling, job }, [{ target: api, job }], options);
}

/** Reads that begin after a revocation was acknowledged, over two processes. */
export async function stale({ options, api, small }) {
  const second = await startApi(small);
  try {
    const half = Math.max(1, Math.floor(options.connections / 2));
    const readers = [...(await openWires(api.server.port, half)), ...(await openWires(second.port, half))];
    const revokers = [];
    for (const { port, origin } of [api.server, second]) revokers.push({ wire: (await openWires(port, 1))[0], origin });
    const result = await staleReads({ readers, revokers, size: options.small, first: 0, count: options.staleReads });
    for (const wire of [...readers, ...revokers.map((one) => one.wire)]) wire.close();
    return result;
  } finally {
    await second.stop();
  }
}

/** Whether the time of a refusal tells a grant that exists from one that does not. */
export async function timing({ options, api, small }) {
  const layout = layoutOf(options.small);
  const reader = layout.readerOf(layout.readers - 1);
  const [revoked, lapsed] = [layout.grantTo(reader, 0), layout.grantTo(reader, 1)];
  const foreign = layout.grantTo(layout.readerOf(layout.readers - 2), 2);
  await small.sql.query(`update grants set revoked_at = now() where id = $1`, [idOf('grant', revoked)]);
  const over = `update grants set starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' where id = $1`;
  await small.sql.query(over, [idOf('grant', lapsed)]);
  const [wire] = await openWires(api.server.port, 1);
  const told = {};
  for (const [kind, grant] of Object.entries({ revoked, lapsed, foreign })) {
    const text = (id) => readOf(id, tokenOf(reader));
    told[kind] = await refusalTiming({
      ask: (one) => wire.send(one, true),
      pair: (n) => [text(idOf('grant', grant)), text(idOf('no grant', n))],
      pairs: options.pairs,
    });
  }
  wire.close();
  return told;
}
