import { fileURLToPath } from 'node:url';
import { build } from '../apps/start/build.mjs';
import { startTestPostgres, startTestRedis } from './services.mjs';
import { makeTemplate } from './support/template.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the database that test files clone. Jest alone (`npx jest … one.spec.ts`) gets its servers here, too; under
 * `npm test`, or with TEST_ADMIN_URL naming a server of your own, they are running already.
 */
export default async function setUp() {
  globalThis.testServices = [];
  if (!process.env.TEST_ADMIN_URL) {
    globalThis.testServices.push(await startTestPostgres());
    const redis = process.env.TEST_REDIS_URL ? undefined : await startTestRedis();
    if (redis) globalThis.testServices.push(redis);
  }
  // Migrations run as they do in production: compiled.
  await build({ root });
  process.env.TEST_APP_LOGIN ??= loginOfTemplate(process.env.TEST_ADMIN_URL);
  process.env.TEST_TEMPLATE = await makeTemplate(process.env.TEST_ADMIN_URL);
}

/** On a server of your own the template makes the login role, with a password known to tests. */
function loginOfTemplate(adminUrl) {
  const url = new URL(adminUrl);
  url.username = 'warifu_login';
  url.password = 'test';
  return url.href.replace(/[^/]*$/, '{database}');
}
