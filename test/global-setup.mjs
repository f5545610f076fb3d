import { makeTemplate } from './support/template.mjs';

/** Uses the server named by TEST_ADMIN_URL, and makes the database that test files clone. */
export default async function setUp() {
  process.env.TEST_TEMPLATE = await makeTemplate(process.env.TEST_ADMIN_URL);
}
