import { connect } from 'node:net';

const BOUNDARY = 'endless';

interface EndlessUpload {
  /** Bytes that left this side before the other closed the connection, or all of them. */
  readonly sent: number;
  /** What came back, headers and all. */
  readonly answer: string;
  /** The most memory this process (which is also the server) had in use while it lasted, over what it had before. */
  readonly memory: number;
}

/** Sends a form whose file is `megabytes` long, as fast as it is taken, and does not stop at an answer. */
export async function endlessUpload(
  origin: string,
  headers: Readonly<Record<string, string>>,
  megabytes: number,
): Promise<EndlessUpload> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const lines = {
    host: `${hostname}:${port}`,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'transfer-encoding': 'chunked',
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  const part = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n`;
  const piece = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'x'), Buffer.from('\r\n')]);

  let answer = '';
  let open = true;
  socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
  socket.on('error', () => undefined); // being cut off is what this is about
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve((open = false) as never)));
  const before = inUse();
  let memory = 0;
  socket.write(`POST /v1/evidence HTTP/1.1\r\n${head.join('')}\r\n${part.length.toString(16)}\r\n${part}\r\n`);
  for (let at = 0; at < megabytes && open; at++) {
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    memory = Math.max(memory, inUse() - before);
  }
  const sent = socket.bytesWritten - socket.writableLength;
  socket.end();
  await closed;
  return { sent, answer, memory };
}

/** Of everything but what the system keeps for files and sockets. */
function inUse() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
