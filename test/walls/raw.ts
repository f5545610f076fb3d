import { connect } from 'node:net';

/** Everything a server sent on one connection until it closed it, or until it had been quiet for a while. */
export function talk(port: number, bytes: string | Uint8Array, { quietMs = 400, abort = false } = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    let quiet = setTimeout(end, quietMs * 4);
    socket.on('connect', () => {
      socket.write(bytes);
      if (abort) socket.destroy();
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(end, quietMs);
    });
    socket.once('close', () => {
      clearTimeout(quiet);
      resolve(Buffer.concat(chunks));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(quiet);
      if (['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) resolve(Buffer.concat(chunks));
      else reject(error);
    });
  });
}

/** One answer as it lay on the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** Cuts what a server sent into answers, by their own framing. @throws Error where the framing does not hold */
export function answersIn(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`No end of headers: ${rest.toString('latin1').slice(0, 200)}`);
    const [line, ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line ?? '')?.[1]);
    if (!status) throw new Error(`No status line: ${line}`);
    const headers = lines.map(
      (one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 1).trim()] as const,
    );
    const length = headers.filter(([name]) => name === 'content-length');
    const coded = headers.filter(([name]) => name === 'transfer-encoding');
    const bodyless = status === 204 || status === 304 || status < 200;
    if (length.length + coded.length !== (bodyless ? 0 : 1))
      throw new Error(`${length.length} lengths and ${coded.length} codings: ${lines.join(' | ')}`);
    if (coded.length > 0) {
      // Node itself refuses a request without a host in chunks, and with no content in them.
      if (rest.subarray(end + 4, end + 9).toString('latin1') !== '0\r\n\r\n')
        throw new Error('We send no chunks with content.');
      answers.push({ status, headers, body: Buffer.alloc(0) });
      rest = rest.subarray(end + 9);
      continue;
    }
    const size = bodyless ? 0 : Number(length[0]?.[1]);
    const body = rest.subarray(end + 4, end + 4 + size);
    if (body.length !== size) throw new Error(`A body of ${body.length} bytes that says it has ${size}.`);
    answers.push({ status, headers, body });
    rest = rest.subarray(end + 4 + size);
  }
  return answers;
}
