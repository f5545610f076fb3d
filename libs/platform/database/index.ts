export { Database, type Tx } from './database.ts';
export { Names } from './names.ts';
export { ReadingPool } from './reading.pool.ts';
export { connectionOptions } from './connection.ts';
export { uuid, shortCode } from './ids.ts';
export { cutPage, idPart, parseCursor } from './cursor.ts';
export { violates } from './violations.ts';
