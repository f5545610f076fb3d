import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

test('every answer carries a request id nobody outside can choose, and is not to be stored', async () => {
  const answer = await world.nobody.get('/health/ready', { 'x-request-id': 'chosen' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('what is not there is a problem with a code', async () => {
  const answer = await world.nobody.get('/v1/nothing-here');
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body.code).toBe('not-found');
});

test('a clone of the database can be moved in time and belongs to this test alone', async () => {
  await world.database.moveClock('31 days');
  const { rows } = await world.database.admin.query(`select app_now() > now() + interval '30 days' as moved`);
  expect(rows[0].moved).toBe(true);
});
