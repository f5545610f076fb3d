import { startTestPostgres, startTestRedis } from './services.mjs';
import { makeTemplate } from './support/template.mjs';

/**
 * Jest alone (`npx jest … one.spec.ts`) gets its servers here; under `npm test`, or with `TEST_ADMIN_URL`, they are
 * running already. Then the database that test files clone is made.
 */
export default async function setUp() {
  globalThis.testServices = [];
  if (!process.env.TEST_ADMIN_URL) {
    globalThis.testServices.push(await startTestPostgres());
    const redis = process.env.TEST_REDIS_URL ? undefined : await startTestRedis();
    if (redis) globalThis.testServices.push(redis);
  }
  process.env.TEST_TEMPLATE = await makeTemplate(process.env.TEST_ADMIN_URL);
}
