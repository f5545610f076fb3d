import { crc32, deflateRawSync } from 'node:zlib';

/** One part of an archive for tests; every claim can be made a lie. */
export interface ZipPart {
  readonly name: string;
  readonly data: Buffer | string;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** What both headers claim as unpacked size and checksum, when not the truth. */
  readonly size?: number;
  readonly crc?: number;
  /** What only the header in front of the data says. */
  readonly localName?: string;
  readonly localSize?: number;
  readonly mode?: number;
  readonly extra?: Buffer;
  /** Bytes put behind the packed data and counted as part of it. */
  readonly packedTail?: Buffer;
  /** Already packed bytes, used as they are. */
  readonly packed?: Buffer;
}

/** Builds a ZIP archive byte by byte, so that a test can break exactly one thing. */
export function makeZip(parts: readonly ZipPart[], { gap = Buffer.alloc(0), comment = '' } = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const data = Buffer.from(part.data as string);
    const packed = Buffer.concat([
      part.packed ?? (part.stored ? data : deflateRawSync(data)),
      part.packedTail ?? Buffer.alloc(0),
    ]);
    const [name, localName] = [Buffer.from(part.name), Buffer.from(part.localName ?? part.name)];
    const extra = part.extra ?? Buffer.alloc(0);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(part.flags ?? 0x0800, 2);
    common.writeUInt16LE(part.method ?? (part.stored ? 0 : 8), 4);
    common.writeUInt32LE(part.crc ?? crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(part.size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);

    const local = Buffer.from(common);
    local.writeUInt16LE(localName.length, 22);
    if (part.localSize !== undefined) local.writeUInt32LE(part.localSize, 18);
    files.push(Buffer.from('PK\u0003\u0004', 'latin1'), local, localName, extra, packed, gap);

    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((part.mode ?? 0) << 16) >>> 0, 6);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), common, tail, name, extra);
    at += 4 + local.length + localName.length + extra.length + packed.length + gap.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  end.writeUInt16LE(Buffer.byteLength(comment), 16);
  return Buffer.concat([...files, list, Buffer.from('PK\u0005\u0006', 'latin1'), end, Buffer.from(comment)]);
}
