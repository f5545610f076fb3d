import type { FastifyReply } from 'fastify';
import { contentDisposition } from './disposition.ts';

/** A file on its way out, under a name made by `downloadName`. */
export interface OutgoingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/**
 * Sends a file as a download, whatever it is: no scanner has looked at it, so no browser is to show it. What every
 * answer carries anyway (`no-store`, `nosniff`, `same-origin`) is joined by a sandbox, should one show it all the same.
 */
export function sendFile(reply: FastifyReply, { name, mediaType, bytes }: OutgoingFile): FastifyReply {
  return reply
    .header('content-type', mediaType)
    .header('content-disposition', contentDisposition(name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
