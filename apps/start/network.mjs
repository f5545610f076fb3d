import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './postmaster.mjs';
import { Failure } from './say.mjs';

/** Refuses with one sentence when the address people will type cannot be listened on. */
export async function requirePort(host, port) {
  const problem = await listenProblem(host, port);
  if (!problem) return;
  if (problem !== 'EADDRINUSE') throw cannotListen(host, port, problem);
  throw new Failure(
    `ポート ${port} はほかのプログラムが使っています。それを止めるか、PORT=${port + 1} npm start のように別の番号で起動してください。`,
    `Port ${port} is already in use: stop what uses it, or start with another one, as in PORT=${port + 1} npm start.`,
  );
}

/** The wished port if it is free, else any free one: for ports that nobody types. */
export async function portOrAny(host, wished) {
  return wished < 65_536 && !(await listenProblem(host, wished)) ? wished : freePort();
}

/** Refuses with one sentence when nobody answers where a database URL points. */
export async function requireAnswer(name, url) {
  const { hostname, port } = new URL(url);
  const address = { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) || 5432 };
  const problem = await connectProblem(address);
  if (!problem) return;
  throw new Failure(
    `${name} の ${address.host}:${address.port} に接続できません(${problem})。PostgreSQL が動いているか、ホストとポートを確かめてください。`,
    `Nobody answers at ${address.host}:${address.port} of ${name} (${problem}): check that Postgres runs there, and the host and port.`,
  );
}

/** Waits until `url` answers 200; false when `signal` is aborted first, a failure when it takes too long. */
export async function waitUntilReady(url, { signal, withinMs = 120_000 }) {
  const deadline = Date.now() + withinMs;
  while (!signal.aborted) {
    if (await answersOk(url)) return true;
    if (Date.now() > deadline) throw notReady(url);
    await sleep(50);
  }
  return false;
}

async function answersOk(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Refused, reset or too slow: not up yet. The deadline of the caller is what ends the wait.
    return false;
  }
}

function listenProblem(host, port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}

function connectProblem(address) {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: 5_000 });
    const end = (problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end('ETIMEDOUT'));
    socket.once('error', (error) => end(error.code ?? error.message));
  });
}

function cannotListen(host, port, code) {
  return new Failure(
    `${host} のポート ${port} を開けません(${code})。HOST と PORT を確かめてください。`,
    `Cannot listen on ${host}, port ${port} (${code}): check HOST and PORT.`,
  );
}

function notReady(url) {
  return new Failure(
    `${url} が時間内に準備できませんでした。上の記録で理由を確かめ、直してから起動してください。`,
    `${url} did not become ready in time: see the messages above for the reason, mend it and start again.`,
  );
}
