import { createSocket } from 'node:dgram';

/** A name server on loopback that knows TXT records only: what a test says, over real DNS (RFC 1035, UDP). */
export interface NameServer {
  /** For DNS_SERVERS. */
  readonly address: string;
  /** Name in lower case to its records; a record beyond 255 bytes is sent in several strings. */
  readonly records: Map<string, string[]>;
  /** When true it stays silent, like a server that cannot be reached. */
  silent: boolean;
  asked: string[];
  close(): Promise<void>;
}

export async function openNameServer(): Promise<NameServer> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const server: NameServer = {
    address: `127.0.0.1:${socket.address().port}`,
    records: new Map(),
    silent: false,
    asked: [],
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (query, from) => {
    const { name, end } = nameIn(query);
    server.asked.push(name);
    if (!server.silent)
      socket.send(answer(query, end, server.records.get(name.toLowerCase())), from.port, from.address);
  });
  return server;
}

/** The first question's name, and where the question ends. */
function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 5 };
}

/** Header, the question as it came, and one TXT record per text; NXDOMAIN where there is no such name. */
function answer(query: Buffer, end: number, texts: string[] | undefined): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(texts === undefined ? 0x8583 : 0x8580, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(texts?.length ?? 0, 6);
  const records = (texts ?? []).map((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const strings: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 255) {
      const part = bytes.subarray(at, at + 255);
      strings.push(Buffer.from([part.length]), part);
    }
    const data = Buffer.concat(strings);
    const head = Buffer.from([0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 0, data.length >> 8, data.length & 255]);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}
