import pg from 'pg';

// Object ids of types, from pg_type.dat: they never change.
const boolean = 16;
const bytes = 17;
const integer = 23;
const text = 25;
const moment = 1184;
const id = 2950;

const epochMs = Date.UTC(2000, 0, 1);

const readers: Readonly<Record<number, (raw: Buffer) => unknown>> = {
  [boolean]: (raw) => raw[0] === 1,
  [bytes]: (raw) => raw,
  [integer]: (raw) => raw.readInt32BE(0),
  [text]: (raw) => raw.toString(),
  [moment]: (raw) => new Date(epochMs + Math.floor(Number(raw.readBigInt64BE(0)) / 1000)),
  [id]: (raw) => raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
};

/**
 * Reads results in Postgres' binary format, where bytes arrive as bytes. Only the types that the functions of the
 * reading pool give; another one is an error at once and never a wrong value.
 */
export const binaryTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => {
    const reader = readers[oid];
    if (!reader) throw new Error(`The reading pool does not read type ${oid}.`);
    return reader;
  }) as pg.CustomTypesConfig['getTypeParser'],
};
