export { sendPublic } from './cached.ts';
export { csv, type CsvRow, sendCsv } from './csv.ts';
export { fastifyAdapter } from './fastify.ts';
export { Idempotency } from './idempotency.interceptor.ts';
export { IdempotencyKey } from './idempotency-key.entity.ts';
export { etag, ifMatch } from './etag.ts';
export { secureHttp } from './secure.ts';
export { validationPipe } from './validation.ts';
