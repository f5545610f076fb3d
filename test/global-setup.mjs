import { startTestPostgres, startTestRedis } from './services.mjs';

/** Jest alone (`npx jest … one.spec.ts`) gets its servers here; under `npm test` they are running already. */
export default async function setUp() {
  globalThis.testServices = [];
  if (process.env.TEST_ADMIN_URL) return;
  globalThis.testServices.push(await startTestPostgres());
  const redis = process.env.TEST_REDIS_URL ? undefined : await startTestRedis();
  if (redis) globalThis.testServices.push(redis);
}
