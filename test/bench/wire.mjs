import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const ANSWER_WITHIN_MS = 20_000;

/**
 * One kept-alive HTTP/1.1 connection that carries one request at a time, written on the bare socket so that the load
 * takes as little as possible of the machine that it shares with the server. Reads what both servers send: a status
 * and a content-length.
 */
export class Wire {
  constructor(port, index = 0) {
    this.port = port;
    /** Which of the connections opened together this is. */
    this.index = index;
    this.chunks = [];
    this.got = 0;
    this.expected = 0;
  }

  /** Resolves when the connection stands. */
  async open() {
    this.socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.take(chunk));
    await new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    this.socket.on('error', (error) => this.fail(error));
    this.socket.setTimeout(ANSWER_WITHIN_MS, () => this.fail(new Error('A server did not answer in time.')));
    this.socket.on('close', () => this.fail(new Error('The server closed a connection that was in use.')));
    return this;
  }

  /** Sends one request as text; gives `{ status, body }`, the body only when `keep` is set. */
  send(text, keep = false) {
    // A server may close a connection that was idle for long; that is no answer left out.
    if (this.socket.destroyed) return this.open().then(() => this.send(text, keep));
    this.keep = keep;
    this.socket.write(text);
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  close() {
    this.reject = undefined;
    this.socket.destroy();
  }

  take(chunk) {
    if (this.expected === 0) chunk = this.readHead(chunk);
    if (chunk === undefined) return;
    this.got += chunk.length;
    if (this.keep) this.chunks.push(chunk);
    if (this.got < this.expected) return;
    const body = this.keep ? Buffer.concat(this.chunks).toString('utf8').slice(this.bodyFrom) : undefined;
    const { resolve, status } = this;
    this.reset();
    this.reject = undefined;
    resolve({ status, body });
  }

  /** The chunk when the head is complete, nothing while it is not. */
  readHead(chunk) {
    const text = this.partial ? Buffer.concat([this.partial, chunk]) : chunk;
    const end = text.indexOf(HEAD_END);
    if (end < 0) {
      this.partial = text;
      return undefined;
    }
    this.partial = undefined;
    const head = text.latin1Slice(0, end);
    this.status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined && this.status !== 204) {
      this.fail(new Error(`An answer without a content-length: ${head}`));
      return undefined;
    }
    this.bodyFrom = head.length + 4;
    this.expected = end + 4 + Number(length ?? 0);
    return text;
  }

  reset() {
    this.chunks = [];
    this.got = 0;
    this.expected = 0;
  }

  fail(error) {
    this.reset();
    this.reject?.(error);
    this.reject = undefined;
  }
}

/** Opens so many connections to a server. */
export const openWires = (port, count) =>
  Promise.all(Array.from({ length: count }, (_, index) => new Wire(port, index).open()));

/** A request as text, with the session it rides on. */
export function request(method, path, { token, body, origin } = {}) {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1'];
  if (token) lines.push(`cookie: warifu=${token}`);
  if (origin) lines.push(`origin: ${origin}`);
  if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
