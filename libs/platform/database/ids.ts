import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id (UUIDv7, RFC 9562): sorts by time, so an index grows at its right edge. Never a secret. */
export const uuid = (): string => v7();

// No 0/O, 1/I/L: people read these aloud.
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A short code for people to say: `length` characters, random. */
export const shortCode = (length = 6): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
